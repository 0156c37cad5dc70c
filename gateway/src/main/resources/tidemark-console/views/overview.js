// The state of the whole installation.

import { read, readIfPossible } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section } from "../lib/dom.js";
import { count, due, fine, plural, when } from "../lib/format.js";
import { bars, tile } from "../lib/parts.js";
import { repeat } from "../lib/refresh.js";
import { TIERS, stopped, tier } from "../lib/words.js";
import { budgetsPanel } from "./budgets.js";
import { economy } from "./economy.js";
import { lotFigures } from "./lots.js";
import { processesPanel } from "./processes.js";
import { runsPanel } from "./runs.js";
import { zoneList } from "./zone-list.js";

const EVERY = 2_000;
const SLOWLY = 5_000;
const ZONES_EVERY = 15_000;

const COUNTED = new Set(["delivery", "polled", "unrouted", "refreshed"]);
const RUN = new Set(["sweep", "studio-run", "profile-sync"]);

export function overview(root, { signal, fail }) {
  const notices = el("div", { class: "notices" });
  const tiles = {
    pace: tile("Webhooks a minute"),
    tracked: tile("Tweets tracked now"),
    lots: tile("Lots due"),
    polls: tile("Polls answered"),
    calls: tile("Calls made"),
    processes: tile("Processes alive"),
  };
  const tiers = bars("No tweet is being tracked. Deliveries come in at POST /api/webhooks/twitter.", tier);
  const reasons = bars("None has been stopped yet.", stopped);
  const lots = lotFigures();
  const saved = economy();
  const budgets = budgetsPanel();
  const processes = processesPanel();
  const runs = runsPanel();
  const zones = zoneList(signal);
  root.append(
    el("h1", {}, "Overview"),
    notices,
    el("dl", { class: "tiles" }, Object.values(tiles).map(({ node }) => node)),
    el(
      "div",
      { class: "columns" },
      section("Tracked, by tier", tiers.node),
      section("Stopped, by reason", reasons.node),
      section("Lots", lots.node),
    ),
    section("Calls to platforms", saved.node),
    el(
      "div",
      { class: "halves" },
      section("Budgets", budgets.node),
      section("Processes and circuit breakers", processes.node),
    ),
    section("Runs", runs.node),
    section("Zones", zones.node),
  );
  let told = "";

  repeat(
    async () => {
      const asked = performance.now();
      const state = await read("/api/overview", signal);
      clock.takeOver(state, asked);
      show(tiles, state);
      tiers.update(TIERS.filter((name) => name in state.active), state.active);
      reasons.update(
        Object.keys(state.stopped).sort((a, b) => state.stopped[b] - state.stopped[a]),
        state.stopped,
      );
      lots.update(state.lots);
      saved.update(state);
      processes.update(state.pods ?? null);
      const news = JSON.stringify([state.unrouted, state.upstream_pauses]);
      if (news !== told) {
        told = news;
        notices.replaceChildren(...noticesOf(state));
      }
    },
    EVERY,
    signal,
    fail,
    ({ kind }) => COUNTED.has(kind),
  );
  repeat(
    async () => budgets.update(await readIfPossible("/api/budgets", signal)),
    SLOWLY,
    signal,
    fail,
    ({ kind }) => kind === "budget",
  );
  repeat(() => runs.load(signal), SLOWLY, signal, fail, ({ kind }) => RUN.has(kind));
  repeat(zones.load, ZONES_EVERY, signal, fail);
}

function show(tiles, state) {
  const sum = (counts) => Object.values(counts).reduce((total, n) => total + n, 0);
  const { lots } = state;
  tiles.pace.set(fine(state.deliveries_per_minute), `${count(state.deliveries)} in all`);
  tiles.tracked.set(count(sum(state.active)), `of ${count(state.tweets)} taken in`);
  tiles.lots.set(
    count(lots.due),
    lots.overdue > 0 ? `${count(lots.overdue)} overdue` : "none overdue",
    lots.overdue > 0 ? "bad" : "",
  );
  tiles.polls.set(count(state.polls), "one for a tweet and round");
  if (state.calls === undefined) {
    tiles.calls.node.hidden = true;
    tiles.processes.node.hidden = true;
    return;
  }
  tiles.calls.set(count(state.calls.reduce((total, { calls }) => total + calls, 0)), "to all platforms");
  tiles.processes.set(count(state.pods.length), "seen within 8 s");
}

function noticesOf(state) {
  const notices = state.upstream_pauses.map((pause) =>
    el(
      "p",
      { class: "banner" },
      el("strong", {}, `${pause.upstream} is paused`),
      ` (credential ${pause.credential}) and is asked again `,
      due(pause.paused_until),
      `: ${pause.reason}. What needs it waits; nothing is lost.`,
    ),
  );
  if (state.unrouted > 0) {
    notices.push(
      el(
        "p",
        { class: "banner" },
        el("strong", {}, plural(state.unrouted, "delivery waits", "deliveries wait")),
        " for a zone, because its rule is not mapped to one. ",
        el("a", { href: "#/operations" }, "Map the rule under Operations"),
        "; what waited is then taken in.",
      ),
    );
  }
  return notices;
}

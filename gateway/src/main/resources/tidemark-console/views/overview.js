// How the tracking stands as a whole.

import { read } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, keyed, section, setText } from "../lib/dom.js";
import { count, due, plural, when } from "../lib/format.js";
import { repeat } from "../lib/refresh.js";
import { TIERS, stopped, tier } from "../lib/words.js";
import { zoneList } from "./zone-list.js";

const EVERY = 2_000;
const ZONES_EVERY = 15_000;

export function overview(root, { signal, fail }) {
  const notices = el("div", { class: "notices" });
  const tiles = tileRow();
  const tiers = bars("No tweet is being tracked.", tier);
  const reasons = bars("None has been stopped yet.", stopped);
  const lots = lotFigures();
  const zones = zoneList(signal);
  root.append(
    el("h1", {}, "Overview"),
    notices,
    tiles.node,
    el(
      "div",
      { class: "columns" },
      section("Tracked, by tier", tiers.node),
      section("Stopped, by reason", reasons.node),
      section("Lots", lots.node),
    ),
    section("Zones", zones.node),
  );
  let told = "";

  repeat(
    async () => {
      const asked = performance.now();
      const state = await read("/api/overview", signal);
      clock.takeOver(state, asked);
      const tracked = sum(state.active);
      tiles.update([tracked, state.tweets, state.polls, state.deliveries]);
      tiers.update(TIERS.filter((name) => name in state.active), state.active);
      reasons.update(
        Object.keys(state.stopped).sort((a, b) => state.stopped[b] - state.stopped[a]),
        state.stopped,
      );
      lots.update(state.lots);
      const news = JSON.stringify([state.unrouted, state.upstream_pauses]);
      if (news !== told) {
        told = news;
        notices.replaceChildren(...noticesOf(state));
      }
    },
    EVERY,
    signal,
    fail,
  );
  repeat(zones.load, ZONES_EVERY, signal, fail);
}

function sum(counts) {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}

function tileRow() {
  const values = ["Tracked now", "Tweets taken in", "Tweet-polls answered", "Deliveries"].map(
    (name) => ({ name, value: el("dd", {}, "–") }),
  );
  return {
    node: el(
      "dl",
      { class: "tiles" },
      values.map(({ name, value }) => el("div", {}, el("dt", {}, name), value)),
    ),
    update: (figures) => values.forEach(({ value }, i) => setText(value, count(figures[i]))),
  };
}

/** Counts by name, each with a bar of its share. */
function bars(none, word) {
  const list = el("ul", { class: "bars" });
  const empty = el("p", { class: "hint" }, none);
  let counts = {};
  let total = 1;
  const draw = keyed(
    list,
    (name) => name,
    (name) => {
      const value = el("span", { class: "value" });
      const bar = el("span", { class: "bar" });
      return {
        node: el("li", {}, el("span", {}, word(name)), value, bar),
        update: () => {
          setText(value, count(counts[name]));
          bar.style.setProperty("--share", counts[name] / total);
        },
      };
    },
  );
  return {
    node: el("div", {}, empty, list),
    update: (names, newCounts) => {
      counts = newCounts;
      total = Math.max(1, sum(newCounts));
      empty.hidden = names.length > 0;
      draw(names);
    },
  };
}

function lotFigures() {
  const dueNow = el("dd", {}, "–");
  const waiting = el("dd", {}, "–");
  const next = el("dd", {}, "–");
  const held = el("div");
  let told = "";
  return {
    node: el(
      "div",
      {},
      el(
        "dl",
        { class: "facts" },
        el("div", {}, el("dt", {}, "Due now"), dueNow),
        el("div", {}, el("dt", {}, "With a due time"), waiting),
        el("div", {}, el("dt", {}, "Next one due"), next),
      ),
      held,
    ),
    update: (lots) => {
      setText(dueNow, count(lots.due));
      setText(waiting, count(lots.waiting));
      if (next.querySelector("time")?.dateTime !== lots.next_due_at) {
        next.replaceChildren(lots.next_due_at === null ? "none" : due(lots.next_due_at));
      }
      const news = JSON.stringify(lots.held);
      if (news === told) return;
      told = news;
      const reasons = Object.entries(lots.held);
      held.replaceChildren(
        ...(reasons.length === 0 ? [] : [el("h3", {}, "Held back")]),
        el("ul", {}, reasons.map(([why, n]) => el("li", {}, `${plural(n, "lot")}: ${why}`))),
      );
    },
  };
}

function noticesOf(state) {
  const notices = state.upstream_pauses.map((pause) =>
    el(
      "p",
      { class: "banner" },
      el("strong", {}, `${pause.upstream} rests`),
      ` (credential ${pause.credential}) and is asked again `,
      when(pause.paused_until),
      `: ${pause.reason}. Lots that need it wait; none is lost.`,
    ),
  );
  if (state.unrouted > 0) {
    notices.push(
      el(
        "p",
        { class: "banner" },
        el("strong", {}, plural(state.unrouted, "delivery waits", "deliveries wait")),
        " for a zone: the rule is not mapped to one. Map it with ",
        el("code", {}, 'POST /api/twitter/rules {"rule_id": "…", "zone_id": "…"}'),
        " and the admin key; what waited is then taken in.",
      ),
    );
  }
  return notices;
}

// A zone: how engagement is spread, what grows, what is new.

import { Unavailable, path, read } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, keyed, section, setText } from "../lib/dom.js";
import { count, dollars, due, fine, plural, span, when } from "../lib/format.js";
import { repeat } from "../lib/refresh.js";
import { audit } from "./audit.js";
import { model } from "../lib/words.js";
import { tweetEntry } from "./tweet-entry.js";

const EVERY = 5_000;
const PAGE = 25;
const BIGGEST = 5;
/** A forecast of a whole zone costs more than the rest of the page. */
const FORECAST_EVERY = 15_000;

const STATS = [
  ["count", "Tweets"],
  ["active", "Tracked now"],
  ["average", "Average"],
  ["p25", "P25"],
  ["median", "Median"],
  ["p75", "P75"],
  ["max", "Highest"],
];

const STATES = {
  paused: "This zone is paused: its tweets are not polled, and deliveries are stored.",
  deleting: "This zone is being deleted.",
};

export function zone(root, { id, signal, fail }) {
  const stats = figures();
  const spreading = spreadBar();
  const month = monthFacts();
  const fast = tweets("Nothing grew by 1 an hour or more in the last 24 hours.");
  const big = tweets("No tweet of this zone is younger than its horizon.");
  const basis = el("p", { class: "hint" });
  const newest = tweets("No tweet has arrived yet. Deliveries come in at POST /api/webhooks/twitter.");
  const more = el("button", { hidden: true }, "More tweets");
  const said = el("p", { class: "hint", role: "status" });
  const state = el("p", { class: "hint", role: "status" });
  root.append(
    el("p", { class: "crumb" }, el("a", { href: "#/" }, "Overview"), " / zone"),
    el("h1", {}, id),
    state,
    section("Engagement of the tweets of the last 24 hours", stats.node, spreading.node),
    section("This month", month.node),
    section("Expected to be big", big.node, basis),
    audit(id, signal, fail),
    el(
      "div",
      { class: "halves" },
      section("Growing fastest", fast.node),
      section("Newest", newest.node, el("p", {}, more), said),
    ),
  );

  let shown = [];
  let cursor = null;
  let paged = false;
  const showNewest = (page) => {
    cursor = page.next_cursor;
    newest.update(shown);
    more.hidden = cursor === null;
  };

  let foretoldAt = -Infinity;
  repeat(
    async () => {
      await clock.settle(signal);
      const foretell = performance.now() - foretoldAt > FORECAST_EVERY;
      const [of, spread, growing, page, expected] = await Promise.all([
        read(path`/api/zones/${id}`, signal),
        read(path`/api/twitter/zones/${id}/stats`, signal),
        read(path`/api/twitter/zones/${id}/high-velocity`, signal),
        paged ? null : read(path`/api/twitter/zones/${id}/tweets?limit=${PAGE}`, signal),
        foretell ? read(path`/api/twitter/zones/${id}/forecast?limit=${BIGGEST}`, signal) : null,
      ]);
      setText(state, STATES[of.status] ?? "");
      stats.update(spread);
      spreading.update(spread);
      month.update(spread);
      fast.update(growing.tweets);
      if (expected !== null) {
        foretoldAt = performance.now();
        big.update(expected.tweets);
        setText(basis, basisOf(expected));
      }
      // When further entries were loaded, a refresh must not move the list.
      if (page !== null && !paged) {
        shown = page.tweets;
        showNewest(page);
      }
    },
    EVERY,
    signal,
    fail,
    ({ data }) => data.zone_id === id,
  );

  more.addEventListener("click", async () => {
    paged = true;
    more.disabled = true;
    try {
      const page = await read(
        path`/api/twitter/zones/${id}/tweets?limit=${PAGE}&cursor=${cursor}`,
        signal,
      );
      const first = shown.length;
      shown = [...shown, ...page.tweets];
      showNewest(page);
      setText(said, `${count(shown.length)} tweets shown; reload the page for newer ones.`);
      newest.focus(first);
    } catch (problem) {
      if (problem instanceof Unavailable) setText(said, `${problem.message} Try again.`);
      else fail(problem);
    } finally {
      more.disabled = false;
    }
  });
}

function basisOf({ basis, cut }) {
  return (
    "In the order of the engagement that is expected at the horizon. Basis: " +
    `${model(basis.model)}, learnt from ${plural(basis.curves, "curve")}.` +
    (basis.calibrated ? "" : " It says no ranges: they take a hundred curves of this horizon.") +
    (cut ? " Only the thousand largest and fastest tweets were considered." : "")
  );
}

function figures() {
  const values = new Map(STATS.map(([field]) => [field, el("dd", {}, "–")]));
  const fresh = el("p", { class: "hint" });
  let told = "";
  return {
    node: el(
      "div",
      {},
      el(
        "dl",
        { class: "facts across" },
        STATS.map(([field, name]) => el("div", {}, el("dt", {}, name), values.get(field))),
      ),
      fresh,
    ),
    update: (stats) => {
      values.forEach((node, field) => setText(node, fine(stats[field])));
      const news = `${stats.captured_at} ${stats.next_update_at}`;
      if (news === told) return;
      told = news;
      fresh.replaceChildren(
        ...(stats.captured_at === null ? ["No snapshot yet"] : ["Last snapshot ", when(stats.captured_at)]),
        ...(stats.next_update_at === null
          ? ["; nothing is due."]
          : ["; next one ", due(stats.next_update_at), "."]),
      );
    },
  };
}

function tweets(none) {
  const list = el("ol", { class: "tweets" });
  const empty = el("p", { class: "hint", hidden: true }, none);
  const draw = keyed(list, (tweet) => tweet.id, tweetEntry);
  return {
    node: el("div", {}, empty, list),
    update: (items) => {
      empty.hidden = items.length > 0;
      draw(items);
    },
    focus: (index) => list.children[index]?.querySelector("a")?.focus(),
  };
}

/** The quartiles of the tweets on a logarithmic line up to the highest. */
function spreadBar() {
  const box = el("div", { class: "spread", "aria-hidden": "true" });
  return {
    node: box,
    update: (stats) => {
      box.hidden = stats.count === 0;
      const share = (value) => Math.log1p(value) / Math.log1p(Math.max(1, stats.max));
      const at = (name, value, label) => {
        const mark = el("span", { class: `at ${name}` }, el("span", {}, label));
        mark.style.setProperty("--at", share(value));
        return mark;
      };
      const middle = el("span", { class: "middle" });
      middle.style.setProperty("--from", share(stats.p25));
      middle.style.setProperty("--to", share(stats.p75));
      box.replaceChildren(
        middle,
        at("low", stats.p25, "P25"),
        at("mid", stats.median, "median"),
        at("high", stats.p75, "P75"),
        at("most", stats.max, "highest"),
      );
    },
  };
}

function monthFacts() {
  const polled = el("dd", {}, "–");
  const cost = el("dd", {}, "–");
  const left = el("dd", {}, "–");
  const fact = (name, value) => el("div", {}, el("dt", {}, name), value);
  return {
    node: el(
      "div",
      {},
      el(
        "dl",
        { class: "facts across" },
        fact("Snapshots polled", polled),
        fact("Their price", cost),
        fact("Manual refreshes", left),
      ),
      el(
        "p",
        { class: "hint" },
        "The price is snapshots × the price of one; a tweet that several zones share is polled once and",
        " counted in each, and snapshots older than the retention are not counted.",
      ),
    ),
    update: (stats) => {
      setText(polled, count(stats.readings_this_month));
      setText(cost, stats.cost_usd_this_month === null ? "no price set" : dollars(stats.cost_usd_this_month));
      const use = stats.refreshes;
      setText(
        left,
        use === null
          ? "not known now"
          : use.used === 0
            ? `${count(use.limit)} an hour`
            : `${count(Math.max(0, use.limit - use.used))} left, all in ${span(use.resets_in_seconds * 1000)}`,
      );
    },
  };
}

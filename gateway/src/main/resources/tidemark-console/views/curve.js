// The curve of a tweet, its velocity below, and what to show of them.

import * as clock from "../lib/clock.js";
import { el, section, setText } from "../lib/dom.js";
import { absolute, count, minute, perHour, plural, span, when } from "../lib/format.js";
import { Plot } from "../lib/plot.js";
import { decisionSign, model, origin, roundDecision } from "../lib/words.js";

const COUNTERS = [
  ["total", "Engagement", "total_engagement"],
  ["likes", "Likes", "like_count"],
  ["retweets", "Retweets", "retweet_count"],
  ["replies", "Replies", "reply_count"],
  ["quotes", "Quotes", "quote_count"],
  ["views", "Views", "view_count"],
];

const chosen = { total: true, likes: true, retweets: true, replies: true, quotes: true };
let log = false;
let ahead = true;

/** A velocity is over the time since the previous snapshot, so the first one begins at the arrival. */
function velocities(snapshots) {
  const values = snapshots.map((snapshot) => snapshot.engagement_velocity ?? null);
  if (values.length > 1 && snapshots[0].origin === "arrival") values[0] = values[1];
  return values;
}

/** The curve that the model draws, by seconds since the arrival; the last reading is in both parts. */
function estimateOf(points, since) {
  const lastRead = points.findLastIndex(({ estimated }) => !estimated);
  const all = points.map((point, index) => {
    const value = point.total_engagement;
    const certain = index === lastRead ? { from: value, to: value } : null;
    return {
      time: since(Date.parse(point.at)),
      value,
      in80: certain ?? point.interval_80,
      in90: certain ?? point.interval_90,
    };
  });
  return {
    color: "accent",
    drawn: all.slice(0, lastRead + 1),
    ahead: all.slice(Math.max(0, lastRead)),
  };
}

/** "At …, in 21 h, it will probably have about 440 engagements (80 %: 380–520)." */
function forecastWords({ at, median, interval_80: in80, interval_90: in90 }) {
  const range = ({ from, to }) => `${count(from)}–${count(to)}`;
  const ranges = [
    ["80", in80],
    ["90", in90],
  ].filter(([, interval]) => interval !== null);
  return [
    `At ${minute(at)}, `,
    when(at),
    ", it will probably have about ",
    el("strong", {}, plural(median, "engagement")),
    ranges.length === 0
      ? "."
      : ` (${ranges.map(([share, interval]) => `${share} %: ${range(interval)}`).join("; ")}).`,
  ];
}

function basisWords({ readings, basis }) {
  const none = " It says no ranges: they take a hundred curves of this horizon.";
  return (
    `Basis: ${plural(readings, "reading")} of this tweet and ${model(basis.model)}, learnt from ` +
    `${plural(basis.curves, "curve")} (${basis.source}).${basis.calibrated ? "" : none}`
  );
}

/** @param snapshots of `update`: the points, oldest first */
export function curve(signal) {
  let state = null;
  let pointed = null;
  const select = (index) => {
    if (index === pointed) return;
    pointed = index;
    draw();
  };
  const main = new Plot({
    height: 320,
    label: "Counters by the time since arrival; the table of snapshots has the same numbers",
    select,
    signal,
  });
  const velocity = new Plot({
    height: 150,
    label: "Engagements per hour between snapshots",
    select,
    signal,
  });

  const values = new Map();
  const switches = COUNTERS.map(([name, title]) => {
    const value = el("span", { class: "value" }, "–");
    values.set(name, value);
    const change = (event) => {
      chosen[name] = event.target.checked;
      draw();
    };
    const box = el("input", { type: "checkbox", checked: chosen[name] ?? false, onchange: change });
    const swatch = el("span", { class: `swatch ${name}` });
    return el("label", {}, box, swatch, name === "views" ? "Views (right axis)" : title, value);
  });
  const logBox = el("input", {
    type: "checkbox",
    checked: log,
    onchange: (event) => {
      log = event.target.checked;
      draw();
    },
  });
  const aheadBox = el("input", {
    type: "checkbox",
    checked: ahead,
    onchange: (event) => {
      ahead = event.target.checked;
      draw();
    },
  });
  const forecast = el("div", { class: "forecast", hidden: true });
  let foretold = "";
  const which = el("p", { class: "which" });
  const speed = el("span", { class: "value" });
  const stepper = el("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Snapshot to show the numbers of",
    oninput: () => select(Number(stepper.value)),
    onblur: () => select(null),
  });

  function draw() {
    if (state === null) return;
    const { snapshots, tracked, arrived, next, p25, curve: points, forecast: expected } = state;
    const times = snapshots.map((snapshot) => Date.parse(snapshot.snapshot_at));
    const last = times.length - 1;
    const index = pointed === null || pointed > last ? last : pointed;
    const now = clock.now() ?? times[last];
    const since = (time) => (time - arrived) / 1000;
    const estimate = ahead && chosen.total ? estimateOf(points, since) : null;
    const end = Math.max(
      since(tracked ? Math.max(now, next ?? 0, times[last]) : times[last]),
      estimate?.ahead.at(-1).time ?? 0,
    );
    const frame = {
      times: times.map(since),
      end: end * 1.02,
      selected: pointed === null ? null : index,
      marks:
        tracked && next !== null
          ? [{ time: since(next), label: now < next ? "next" : "due" }]
          : [],
    };
    const shown = COUNTERS.filter(([name]) => chosen[name]);
    main.draw({
      ...frame,
      log,
      signs: snapshots.map((snapshot) =>
        snapshot.round == null ? "" : `${snapshot.round}${decisionSign(snapshot.decision)}`,
      ),
      estimate,
      lines: p25 === null || !chosen.total ? [] : [{ value: p25, label: "zone’s P25" }],
      // The sum last, above its parts.
      series: shown.reverse().map(([name, label, field]) => ({
        label,
        color: name === "total" ? "accent" : name,
        values: snapshots.map((snapshot) => snapshot[field] ?? null),
        right: name === "views",
        width: name === "total" ? 2.5 : 1.75,
        dots: name === "total" && estimate !== null,
      })),
    });
    main.node.dataset.estimated =
      estimate === null ? 0 : points.filter(({ estimated }) => estimated).length;
    foretell(expected);
    velocity.draw({
      ...frame,
      log: false,
      series: [
        {
          label: "Velocity",
          color: "accent",
          steps: true,
          values: velocities(snapshots),
        },
      ],
    });
    main.node.dataset.snapshots = snapshots.filter(({ origin: from }) => from !== "arrival").length;
    const snapshot = snapshots[index];
    for (const [name, , field] of COUNTERS) setText(values.get(name), count(snapshot[field]));
    const round = snapshot.round == null ? origin(snapshot.origin) : `Round ${snapshot.round}`;
    const why = snapshot.decision == null ? "" : `; ${roundDecision(snapshot.decision)}`;
    const text = `${round}, ${span(times[index] - arrived)} after arrival, ${absolute(times[index])}${why}`;
    setText(which, pointed === null && last > 0 ? `Latest snapshot: ${text}` : text);
    setText(speed, perHour(snapshot.engagement_velocity));
    stepper.max = last;
    if (Number(stepper.value) !== index) stepper.value = index;
    stepper.setAttribute("aria-valuetext", `${text}, engagement ${count(snapshot.total_engagement)}`);
    stepper.hidden = last < 1;
  }

  function foretell(expected) {
    const news = JSON.stringify(expected);
    if (news === foretold) return;
    foretold = news;
    forecast.hidden = expected === null;
    if (expected === null) return;
    forecast.replaceChildren(
      el("p", {}, forecastWords(expected)),
      el("p", { class: "hint" }, basisWords(expected)),
    );
  }

  return {
    node: section(
      "Curve",
      forecast,
      el(
        "fieldset",
        { class: "legend" },
        el("legend", { class: "unseen" }, "Lines"),
        switches,
        el(
          "label",
          { class: "ahead", title: "The curve between the readings, and what is expected after them" },
          aheadBox,
          el("span", { class: "swatch band" }),
          "Estimate and forecast",
        ),
        el("label", { class: "log" }, logBox, "Log scale"),
      ),
      el("div", { class: "snapshot" }, stepper, which),
      main.node,
      el("h3", {}, "Velocity ", speed),
      velocity.node,
      el(
        "p",
        { class: "hint" },
        "Numbers above the curve are rounds: ▲ went on because it moved, ● because it is at or above",
        " the zone’s P25, ◆ because a poll was worth its price or the tweet is sampled, ? is asked",
        " again before it counts, ■ stopped. Points without a number are the arrival and snapshots",
        " between rounds. The line through them is drawn as such tweets grow; after the last one it is",
        " the median of what is expected, within the ranges of 80 and 90 %.",
      ),
    ),
    update: (newState) => {
      state = newState;
      draw();
    },
  };
}

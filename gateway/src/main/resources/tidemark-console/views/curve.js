// The curve of a tweet, its velocity below, and what to show of them.

import { Chart } from "../lib/chart.js";
import * as clock from "../lib/clock.js";
import { el, section, setText } from "../lib/dom.js";
import { absolute, count, perHour, span } from "../lib/format.js";
import { origin } from "../lib/words.js";

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

/** @param readings of `update`: the points, oldest first */
export function curve(signal) {
  let state = null;
  let pointed = null;
  const select = (index) => {
    if (index === pointed) return;
    pointed = index;
    draw();
  };
  const main = new Chart({ height: 300, label: "Counters by the time since arrival", select });
  const velocity = new Chart({ height: 130, label: "Engagements per hour between readings", select });
  signal.addEventListener("abort", () => {
    main.close();
    velocity.close();
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
  const which = el("p", { class: "which" });
  const speed = el("span", { class: "value" });
  const stepper = el("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Reading to show the numbers of",
    oninput: () => select(Number(stepper.value)),
    onblur: () => select(null),
  });

  function draw() {
    if (state === null) return;
    const { readings, tracked, arrived, next } = state;
    const times = readings.map((reading) => Date.parse(reading.snapshot_at));
    const last = times.length - 1;
    const index = pointed === null || pointed > last ? last : pointed;
    const now = clock.now() ?? times[last];
    const marks =
      tracked && next !== null ? [{ time: next, label: now < next ? "next" : "due" }] : [];
    const frame = {
      start: arrived,
      end: tracked ? Math.max(now, next ?? 0, times[last]) : times[last],
      times,
      rounds: readings.map((reading) => reading.round ?? null),
      selected: pointed === null ? null : index,
      rightAxis: chosen.views,
      marks,
    };
    const shown = COUNTERS.filter(([name]) => chosen[name]);
    main.draw({
      ...frame,
      log,
      // The sum last, above its parts.
      series: shown.reverse().map(([name, , field]) => ({
        name,
        values: readings.map((reading) => reading[field] ?? null),
        right: name === "views",
      })),
    });
    velocity.draw({
      ...frame,
      series: [
        {
          name: "total",
          steps: true,
          values: readings.map((reading) => reading.engagement_velocity ?? null),
        },
      ],
    });
    const reading = readings[index];
    for (const [name, , field] of COUNTERS) setText(values.get(name), count(reading[field]));
    const round = reading.round == null ? origin(reading.origin) : `Round ${reading.round}`;
    const text = `${round}, ${span(times[index] - arrived)} after arrival, ${absolute(times[index])}`;
    setText(which, pointed === null && last > 0 ? `Latest reading: ${text}` : text);
    setText(speed, perHour(reading.engagement_velocity));
    stepper.max = last;
    if (Number(stepper.value) !== index) stepper.value = index;
    stepper.setAttribute("aria-valuetext", `${text}, engagement ${count(reading.total_engagement)}`);
    stepper.hidden = last < 1;
  }

  return {
    node: section(
      "Curve",
      el(
        "fieldset",
        { class: "legend" },
        el("legend", { class: "unseen" }, "Lines"),
        switches,
        el("label", { class: "log" }, logBox, "Log scale"),
      ),
      el("div", { class: "reading" }, stepper, which),
      main.node,
      el("h3", {}, "Velocity ", speed),
      velocity.node,
      el(
        "p",
        { class: "hint" },
        "Full dots and the numbers above them are rounds; hollow dots are the arrival and readings",
        " between rounds.",
      ),
    ),
    update: (newState) => {
      state = newState;
      draw();
    },
  };
}

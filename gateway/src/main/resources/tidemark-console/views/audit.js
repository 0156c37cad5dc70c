// What the cadence of a zone polled and missed, measured on its sampled tweets.

import { path, read } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section, setText } from "../lib/dom.js";
import { count, dollars, fine } from "../lib/format.js";
import { table } from "../lib/parts.js";
import { Plot } from "../lib/plot.js";
import { repeat } from "../lib/refresh.js";

const EVERY = 60_000;
const DAY = 24 * 60 * 60 * 1000;
const RULES = [
  ["ADAPTIVE", "accent"],
  ["HOURLY_LOT", "likes"],
  ["AGE_TIER", "retweets"],
];

/** @param id of the zone */
export function audit(id, signal, fail) {
  const said = el("p", {}, "–");
  const forecasts = el("p", { class: "hint" });
  const days = table({
    label: "Audit by day",
    columns: [
      "Day (UTC)", "Tweets", "Cadence", "Polls per tweet", "Missed", "Final count off by",
      "Stopped too early", "Per 1,000 tweets",
    ],
    none: "No day of the last week has an audit.",
    keyOf: ({ day, rule }) => `${day} ${rule.name}`,
    row: ({ day, tweets, rule }) => [
      day,
      count(tweets),
      rule.in_force ? el("strong", {}, rule.name) : rule.name,
      fine(rule.polls_per_tweet.value),
      within(rule.error_percent),
      within(rule.final_error_percent),
      within(rule.stopped_early_percent),
      dollars(rule.usd_per_thousand.value),
    ],
  });
  const legend = el(
    "p",
    { class: "legend" },
    RULES.map(([name, color]) =>
      el("span", { class: "key-of" }, el("span", { class: `swatch line-${color}` }), name),
    ),
  );
  const plot = new Plot({
    height: 180,
    label: "Engagement over time that was missed, in percent, by day; the table has the same numbers",
    select: () => {},
    signal,
  });
  const figures = el(
    "div",
    { hidden: true },
    el("h3", {}, "Missed, in percent"),
    legend,
    plot.node,
    days.node,
    forecasts,
    el(
      "p",
      { class: "hint" },
      "A share of the tweets is read densely to its horizon, and each cadence is replayed on these curves.",
      " Missed is the area between true and drawn curves, as a part of what all engagement fills.",
      " In brackets: where the figure of all tweets lies, with 95 % certainty.",
    ),
  );

  function update(answer) {
    const audited = answer.days.filter(({ rules }) => rules.length > 0);
    figures.hidden = audited.length === 0;
    setText(said, answer.reason ?? sentence(audited.at(-1)));
    if (audited.length === 0) return;
    days.update(
      audited.toReversed().flatMap(({ day, tweets, rules }) =>
        rules.map((rule) => ({ day, tweets, rule })),
      ),
    );
    setText(forecasts, covered(answer.total.forecasts));
    draw(audited);
  }

  function draw(audited) {
    const first = Date.parse(audited[0].day);
    const times = audited.map(({ day }) => (Date.parse(day) - first) / 1000);
    plot.draw({
      times,
      end: Math.max(times.at(-1), DAY / 1000) * 1.02,
      log: false,
      selected: null,
      timeLabel: (seconds) =>
        (seconds * 1000) % DAY === 0
          ? new Date(first + seconds * 1000).toISOString().slice(5, 10)
          : "",
      series: RULES.map(([name, color]) => ({
        label: name,
        color,
        values: audited.map(
          ({ rules }) => rules.find((rule) => rule.name === name)?.error_percent.value ?? null,
        ),
      })),
    });
  }

  repeat(
    async () => {
      await clock.settle(signal);
      update(await read(path`/api/twitter/zones/${id}/audit`, signal));
    },
    EVERY,
    signal,
    fail,
  );
  return section("What the cadence misses", said, figures);
}

/** "2.1 % (1.8–2.5 %)" */
function within({ value, lower, upper }) {
  return `${fine(value)} % (${fine(lower)}–${fine(upper)} %)`;
}

function sentence({ day, rules }) {
  const isYesterday = clock.now() !== null && Date.parse(day) === startOfDay(clock.now()) - DAY;
  const [inForce, ...others] = rules;
  const would = others
    .map(({ name, polls_per_tweet: polls, error_percent: missed }) =>
      `${name} would have polled ${fine(polls.value)} times and missed ${fine(missed.value)} %`,
    )
    .join(", and ");
  return (
    `${isYesterday ? "Yesterday" : `On ${day}`} ${inForce.name} polled` +
    ` ${fine(inForce.polls_per_tweet.value)} times per tweet and missed` +
    ` ${within(inForce.error_percent)} of the engagement over time; ${would}.`
  );
}

function startOfDay(time) {
  return Math.floor(time / DAY) * DAY;
}

function covered(forecasts) {
  if (forecasts.length === 0) return "The model has no intervals yet, so that none are judged.";
  const parts = forecasts.map(
    ({ hours, level, covered_percent: of }) =>
      `${fine(of.value)} % for the interval of ${level} % after ${hours} h`,
  );
  return `How often the count at the horizon was in its forecast interval: ${parts.join(", ")}.`;
}

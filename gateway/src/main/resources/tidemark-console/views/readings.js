// The readings of a tweet: what the curve is drawn from, and the table of them.

import { el, section } from "../lib/dom.js";
import { absolute, count, perHour, signed, timeOfDay } from "../lib/format.js";
import { origin, roundDecision } from "../lib/words.js";

const COUNTERS = [
  ["Likes", "like_count", "delta_likes"],
  ["Retweets", "retweet_count", "delta_retweets"],
  ["Replies", "reply_count", "delta_replies"],
  ["Quotes", "quote_count", "delta_quotes"],
  ["Views", "view_count", "delta_views"],
];

/**
 * The points with the arrival before them. The API gives the arrival only while there is nothing
 * else; later each counter follows from the first reading that has it and its change, as long as those
 * are kept.
 */
export function withArrival({ tweet, tracking, points }) {
  const first = points[0];
  const firstRound = points.find((point) => point.round != null)?.round;
  const complete = firstRound === undefined ? tracking.update_count === 0 : firstRound === 1;
  if (first.origin === "arrival" || !complete) return points;
  const arrival = {
    snapshot_at: tweet.received_at,
    origin: "arrival",
    round: null,
    engagement_velocity: null,
  };
  let total = 0;
  for (const [, counter, delta] of COUNTERS) {
    const given = points.find((point) => point[counter] !== null);
    // A counter that no reading gave still has the value it arrived with.
    if (given === undefined) arrival[counter] = tweet[counter];
    else arrival[counter] = (given[delta] ?? null) === null ? null : given[counter] - given[delta];
    if (counter !== "view_count") total += arrival[counter] ?? 0;
  }
  arrival.total_engagement = total;
  return [arrival, ...points];
}

export function readingsTable() {
  const rows = el("tbody");
  let told = "";
  return {
    node: section(
      "Snapshots",
      el(
        "div",
        { class: "wide", role: "region", "aria-label": "Snapshots", tabindex: 0 },
        el(
          "table",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              [
                "Reading",
                "Time (UTC)",
                "Engagement",
                "Velocity",
                ...COUNTERS.map(([name]) => name),
                "Decision",
              ].map(
                (title) => el("th", { scope: "col" }, title),
              ),
            ),
          ),
          rows,
        ),
      ),
    ),
    update: (readings) => {
      const news = `${readings.length} ${readings.at(-1).snapshot_at}`;
      if (news === told) return;
      told = news;
      rows.replaceChildren(...readings.toReversed().map(row));
    },
  };
}

function row(reading) {
  const name = reading.round == null ? origin(reading.origin) : `Round ${reading.round}`;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, name),
    el(
      "td",
      {},
      el(
        "time",
        { datetime: reading.snapshot_at, title: absolute(reading.snapshot_at) },
        timeOfDay(reading.snapshot_at),
      ),
    ),
    el("td", {}, count(reading.total_engagement)),
    el("td", {}, perHour(reading.engagement_velocity)),
    COUNTERS.map(([, counter, delta]) =>
      el("td", {}, count(reading[counter]), " ", change(reading[delta])),
    ),
    el("td", {}, reading.decision == null ? "" : roundDecision(reading.decision)),
  );
}

function change(delta) {
  return delta ? el("span", { class: "change" }, signed(delta)) : null;
}

// The snapshots of a tweet: the points of the curve, and their table.

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
 * The points with the arrival before them. The API returns the arrival only while the tweet has no
 * snapshot. Later the arrival is computed: each counter is its first value minus its first change,
 * as long as the snapshots of round 1 are kept.
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
    // A counter that no snapshot gave still has the value it arrived with.
    if (given === undefined) arrival[counter] = tweet[counter];
    else arrival[counter] = (given[delta] ?? null) === null ? null : given[counter] - given[delta];
    if (counter !== "view_count") total += arrival[counter] ?? 0;
  }
  arrival.total_engagement = total;
  return [arrival, ...points];
}

export function snapshotsTable() {
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
                "Snapshot",
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
    update: (snapshots) => {
      const news = `${snapshots.length} ${snapshots.at(-1).snapshot_at}`;
      if (news === told) return;
      told = news;
      rows.replaceChildren(...snapshots.toReversed().map(row));
    },
  };
}

function row(snapshot) {
  const name = snapshot.round == null ? origin(snapshot.origin) : `Round ${snapshot.round}`;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, name),
    el(
      "td",
      {},
      el(
        "time",
        { datetime: snapshot.snapshot_at, title: absolute(snapshot.snapshot_at) },
        timeOfDay(snapshot.snapshot_at),
      ),
    ),
    el("td", {}, count(snapshot.total_engagement)),
    el("td", {}, perHour(snapshot.engagement_velocity)),
    COUNTERS.map(([, counter, delta]) =>
      el("td", {}, count(snapshot[counter]), " ", change(snapshot[delta])),
    ),
    el("td", {}, snapshot.decision == null ? "" : roundDecision(snapshot.decision)),
  );
}

function change(delta) {
  return delta ? el("span", { class: "change" }, signed(delta)) : null;
}

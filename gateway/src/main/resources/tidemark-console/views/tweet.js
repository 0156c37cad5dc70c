// A tweet: what it says, how its tracking stands, its curve and its snapshots.

import { path, read, readIfPossible } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section, setText } from "../lib/dom.js";
import { count, due, fine, perHour, when } from "../lib/format.js";
import { badge } from "../lib/parts.js";
import { repeat } from "../lib/refresh.js";
import { decision, outcome, revivedBy, stoppedBecause, tier } from "../lib/words.js";
import { curve } from "./curve.js";
import { snapshotsTable, withArrival } from "./snapshots.js";
import { refreshPanel } from "./tweet-refresh.js";

const EVERY = 2_000;
const COUNTERS = [
  ["Likes", "like_count"],
  ["Retweets", "retweet_count"],
  ["Replies", "reply_count"],
  ["Quotes", "quote_count"],
  ["Views", "view_count"],
  ["Bookmarks", "bookmark_count"],
];
const ZONE_EVERY = 20_000;

export function tweet(root, { id, query, signal, fail }) {
  const crumb = el("p", { class: "crumb" }, el("a", { href: "#/" }, "Overview"), " / tweet");
  const words = el("blockquote", { dir: "auto" });
  const about = el("p", { class: "hint" });
  const tracking = trackingPanel();
  const chart = curve(signal);
  const table = snapshotsTable();
  const refresh = refreshPanel(() => {
    zoneReadAt = -Infinity;
    look();
  }, fail);
  const parts = [words, about, tracking.node, refresh.node, chart.node, table.node];
  parts.forEach((part) => (part.hidden = true));
  const loading = el("p", { class: "hint" }, "Loading …");
  root.append(crumb, el("h1", {}, `Tweet ${id}`), loading, ...parts);

  const zone = query.get("zone");
  const address =
    path`/api/twitter/engagement/${id}` + (zone === null ? "" : path`?zone_id=${zone}`);

  let introduced = false;
  let zoneReadAt = -Infinity;
  let figures = null;
  let of = null;
  const look = repeat(
    async () => {
      await clock.settle(signal);
      const answer = await read(address, signal);
      of = answer.tweet;
      if (performance.now() - zoneReadAt > ZONE_EVERY) {
        figures = await readIfPossible(path`/api/twitter/zones/${of.zone_id}/stats`, signal);
        zoneReadAt = performance.now();
        refresh.update(of, figures?.refreshes ?? null);
      }
      if (!introduced) {
        introduced = true;
        introduce(answer.tweet, crumb, words, about);
        loading.remove();
        parts.forEach((part) => (part.hidden = false));
      }
      const tracked = answer.tracking.stop_reason === null;
      const snapshots = withArrival(answer);
      tracking.update(answer);
      table.update(snapshots);
      chart.update({
        snapshots,
        tracked,
        arrived: Math.min(Date.parse(answer.tweet.received_at), Date.parse(snapshots[0].snapshot_at)),
        curve: answer.curve,
        forecast: answer.forecast,
        next: answer.next_update_at === null ? null : Date.parse(answer.next_update_at),
        // The threshold of the stop rule is at least 1.
        p25: figures === null ? null : Math.max(1, figures.p25),
      });
    },
    EVERY,
    signal,
    fail,
    ({ kind, data }) =>
      (kind === "polled" && data.zone_id === of?.zone_id) ||
      (kind === "refreshed" && data.id === of?.id) ||
      (kind === "delivery" && data.zone_id === of?.zone_id),
  );
}

function introduce(tweet, crumb, words, about) {
  crumb.replaceChildren(
    el("a", { href: "#/" }, "Overview"),
    " / ",
    el("a", { href: `#/zones/${encodeURIComponent(tweet.zone_id)}` }, tweet.zone_id),
    " / tweet",
  );
  if (tweet.sampled) crumb.append(" ", badge("sampled", ""));
  setText(words, tweet.text.trim() === "" ? "(no text)" : tweet.text);
  about.replaceChildren(
    ...(tweet.author === null ? [] : [`@${tweet.author}, `]),
    "written ",
    when(tweet.twitter_created_at),
    ", arrived ",
    when(tweet.received_at),
    ...(tweet.url?.startsWith("https://")
      ? [", ", el("a", { href: tweet.url, rel: "noreferrer noopener" }, "see it on the platform")]
      : []),
  );
}

function trackingPanel() {
  const facts = el("dl", { class: "facts across" });
  const why = el("p");
  let told = "";
  return {
    node: section("Tracking", facts, why),
    update: (answer) => {
      const news = JSON.stringify([answer.tracking, answer.engagement_velocity, answer.captured_at]);
      if (news === told) return;
      told = news;
      facts.replaceChildren(...factsOf(answer));
      why.replaceChildren(...reasonOf(answer.tracking));
    },
  };
}

function factsOf({ tweet, tracking, engagement_velocity: velocity, captured_at: captured }) {
  const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
  const ended = tracking.stop_reason !== null;
  return [
    fact("State", ended ? "Stopped" : "Tracked"),
    ended ? null : fact("Tier", tier(tracking.tier)),
    fact("Rounds", count(tracking.update_count)),
    ended
      ? fact("Stopped", when(tracking.stopped_at))
      : fact("Next update", due(tracking.next_update_at)),
    fact("Last snapshot", when(captured)),
    fact("Engagement", count(tweet.total_engagement)),
    fact("Velocity", perHour(velocity)),
    tracking.expected_growth === null
      ? null
      : fact("Expected growth", `+${fine(tracking.expected_growth)}`),
    ...olderCounters(tweet).map(([name, counter]) =>
      fact(name, [
        `${count(tweet[counter])}, read `,
        when(tweet.captured_at_by_counter[counter]),
      ]),
    ),
  ].filter((node) => node !== null);
}

/** The counters that the last snapshot lacks, though an older one gave them. */
function olderCounters(tweet) {
  return COUNTERS.filter(([, counter]) => {
    const time = tweet.captured_at_by_counter[counter];
    return time !== null && time !== tweet.captured_at;
  });
}

function reasonOf(tracking) {
  const back =
    tracking.revived_by === null ? "" : ` It had stopped, and came back: ${revivedBy(tracking.revived_by)}.`;
  return [whyOf(tracking) + back];
}

function whyOf(tracking) {
  if (tracking.stop_reason !== null) return `Stopped because ${stoppedBecause(tracking.stop_reason)}.`;
  if (tracking.waiting_reason !== null) return `Its lot is retried later: ${tracking.waiting_reason}.`;
  if (tracking.last_outcome === null) return "Not polled yet.";
  const next = tracking.last_decision === null ? "" : `; it ${decision(tracking.last_decision)}`;
  return `Last round: ${outcome(tracking.last_outcome).toLowerCase()}${next}.`;
}

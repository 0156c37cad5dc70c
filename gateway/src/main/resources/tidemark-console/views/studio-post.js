// A studio post: its series as a curve, its change in a day and in a week, its snapshots.

import { path, read } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section } from "../lib/dom.js";
import { absolute, count, percent, signed, when } from "../lib/format.js";
import { table } from "../lib/parts.js";
import { Plot } from "../lib/plot.js";
import { repeat } from "../lib/refresh.js";
import { postName } from "./studio.js";

const EVERY = 5_000;
const COUNTERS = [
  ["views", "Views", "views"],
  ["reach", "Reach", "accent"],
  ["likes", "Likes", "likes"],
  ["comments", "Comments", "replies"],
  ["shares", "Shares", "retweets"],
  ["saves", "Saves", "quotes"],
];

export function studioPost(root, { id, parts, signal, fail }) {
  const workspace = parts[0];
  const postId = parts[1];
  const heading = el("h1", { dir: "auto" }, `Post ${postId}`);
  const about = el("p", { class: "hint" });
  const failing = el("p", { class: "banner", hidden: true });
  const changes = table({
    label: "Changes",
    columns: ["Counter", "Now", "In a day", "In a week"],
    none: "Not read yet. Refresh the metrics of the workspace.",
    keyOf: ({ label }) => label,
    row: ({ label, now, day, week }) => [label, count(now), signed(day), signed(week)],
  });
  const plot = new Plot({
    height: 260,
    label: "Counters by the time since the first snapshot; the table of snapshots has the same numbers",
    select: () => {},
    signal,
  });
  const legend = el(
    "p",
    { class: "legend" },
    COUNTERS.map(([, label, color]) =>
      el("span", { class: "key-of" }, el("span", { class: `swatch line-${color}` }), label),
    ),
  );
  const snapshots = table({
    label: "Snapshots",
    columns: ["Read at (UTC)", ...COUNTERS.map(([, label]) => label), "Engagement rate"],
    none: "There is no snapshot yet.",
    keyOf: (snapshot) => snapshot.captured_at,
    row: (snapshot) => [
      absolute(snapshot.captured_at),
      ...COUNTERS.map(([field]) => count(snapshot[field])),
      percent(snapshot.engagement_rate),
    ],
  });
  root.append(
    el(
      "p",
      { class: "crumb" },
      el("a", { href: "#/studio" }, "Studio"),
      " / ",
      el("a", { href: `#/studio/${encodeURIComponent(workspace)}` }, workspace),
      " / post",
    ),
    heading,
    about,
    failing,
    section("Now, and how it changed", changes.node),
    section("Curve", legend, plot.node),
    section("Snapshots", snapshots.node),
  );
  repeat(
    async () => {
      await clock.settle(signal);
      const [post, series] = await Promise.all([
        read(path`/api/studio/posts/${postId}`, signal),
        read(path`/api/studio/posts/${postId}/metrics?limit=500`, signal),
      ]);
      heading.textContent = postName(post);
      about.replaceChildren(
        `${post.platform}, published `,
        post.posted_at === null ? "not yet" : when(post.posted_at),
        ...(post.url?.startsWith("https://")
          ? [", ", el("a", { href: post.url, rel: "noreferrer noopener" }, "see it on the platform")]
          : []),
      );
      failing.hidden = post.failed_runs === 0;
      failing.textContent = `The last ${post.failed_runs} runs could not read it: ${post.last_error}`;
      changes.update(
        post.latest === null
          ? []
          : COUNTERS.map(([field, label]) => ({
              label,
              now: post.latest[field],
              day: post.day_over_day?.[field] ?? null,
              week: post.week_over_week?.[field] ?? null,
            })),
      );
      const list = series.readings;
      snapshots.update(list);
      draw(list.toReversed());
    },
    EVERY,
    signal,
    fail,
    ({ data }) => data.workspace_id === workspace,
  );

  function draw(list) {
    if (list.length === 0) return;
    const times = list.map(({ captured_at: at }) => Date.parse(at));
    plot.draw({
      times: times.map((time) => (time - times[0]) / 1000),
      end: ((times.at(-1) - times[0]) / 1000) * 1.02,
      log: false,
      selected: null,
      series: COUNTERS.map(([field, label, color]) => ({
        label,
        color,
        values: list.map((snapshot) => snapshot[field] ?? null),
      })),
    });
  }
}

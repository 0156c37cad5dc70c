// The studio: all workspaces, or one with its platforms, posts and accounts.

import { act, path, read } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section } from "../lib/dom.js";
import { count, percent, signed, when } from "../lib/format.js";
import { badge, doing, table } from "../lib/parts.js";
import { repeat } from "../lib/refresh.js";
import { accountState } from "../lib/words.js";

const EVERY = 5_000;

export function studio(root, { signal, fail }) {
  const workspaces = table({
    words: true,
    label: "Workspaces",
    columns: ["Workspace", "Id", "Since"],
    none: 'There is no workspace yet. Create one with POST /api/studio/workspaces {"name": "…"} and the admin key, then connect accounts to it.',
    keyOf: ({ id }) => id,
    row: ({ id, name, created_at: since }) => [
      el("a", { href: `#/studio/${encodeURIComponent(id)}` }, name),
      el("code", {}, id),
      when(since),
    ],
  });
  root.append(el("h1", {}, "Studio"), section("Workspaces", workspaces.node));
  repeat(
    async () => {
      await clock.settle(signal);
      workspaces.update((await read("/api/studio/workspaces?limit=500", signal)).workspaces);
    },
    EVERY,
    signal,
    fail,
  );
}

export function workspace(root, { id, signal, fail }) {
  const platforms = table({
    label: "Platforms",
    columns: ["Platform", "Posts", "Views", "Reach", "Likes", "Comments", "Shares", "Saves", "Engagement rate", "Views in a day", "Likes in a day"],
    none: "No post of the last 30 days. Import posts with POST /api/studio/workspaces/…/posts.",
    keyOf: ({ platform }) => platform,
    row: (one) => [
      one.platform,
      `${count(one.measured)} of ${count(one.posts)} read`,
      count(one.totals.views),
      count(one.totals.reach),
      count(one.totals.likes),
      count(one.totals.comments),
      count(one.totals.shares),
      count(one.totals.saves),
      percent(one.engagement_rate),
      signed(one.day_over_day.views),
      signed(one.day_over_day.likes),
    ],
  });
  const posts = table({
    label: "Posts",
    columns: ["Post", "Platform", "Published", "Views", "Reach", "Likes", "Comments", "Rate", "Read"],
    none: "There is no post yet.",
    keyOf: (post) => post.id,
    row: (post) => [
      el("a", { href: `#/studio/${encodeURIComponent(id)}/posts/${post.id}`, dir: "auto", class: "clip" }, postName(post)),
      post.platform,
      post.posted_at === null ? "not yet" : when(post.posted_at),
      count(post.latest?.views),
      count(post.latest?.reach),
      count(post.latest?.likes),
      count(post.latest?.comments),
      percent(post.latest?.engagement_rate),
      post.persistent
        ? badge("fails", "bad")
        : post.latest === null
          ? "not yet"
          : when(post.latest.captured_at),
    ],
  });
  const accounts = table({
    words: true,
    label: "Accounts",
    columns: ["Account", "Platform", "State", "Token until"],
    none: "No account is connected. Connect one with POST /api/studio/workspaces/…/accounts.",
    keyOf: (account) => account.id,
    row: accountRow,
  });
  const refresh = doing(
    "Refresh the metrics now",
    async () => {
      const run = await act("GET", path`/api/cron/studio/metrics-refresh?workspace_id=${id}&wait=false`);
      return run.run_id === undefined ? "A run has begun." : `Run ${run.run_id} has begun.`;
    },
    fail,
  );
  root.append(
    el("p", { class: "crumb" }, el("a", { href: "#/studio" }, "Studio"), " / workspace"),
    el("h1", {}, id),
    el("p", {}, refresh),
    section("Posts of the last 30 days, by platform", platforms.node),
    section("Newest posts", posts.node),
    section("Accounts", accounts.node),
  );
  repeat(
    async () => {
      await clock.settle(signal);
      const [stats, page, connected] = await Promise.all([
        read(path`/api/studio/workspaces/${id}/stats`, signal),
        read(path`/api/studio/workspaces/${id}/posts?limit=50`, signal),
        read(path`/api/studio/workspaces/${id}/accounts?limit=100`, signal),
      ]);
      platforms.update(stats.platforms);
      posts.update(page.posts);
      accounts.update(connected.accounts);
    },
    EVERY,
    signal,
    fail,
    ({ data }) => data.workspace_id === id,
  );
}

export function postName(post) {
  return post.caption?.trim() || post.external_id || `Post ${post.id}`;
}

function accountRow(account) {
  const tone = { connected: "good", needs_reconnect: "bad", disabled: "" }[account.status];
  return [
    account.external_id,
    account.platform,
    el(
      "span",
      { class: "badges" },
      badge(accountState(account.status), tone),
      account.paused_until === null
        ? account.status_reason
        : el("span", { class: "hint" }, "paused, goes on ", when(account.paused_until)),
    ),
    account.token_expires_at === null ? "not told" : when(account.token_expires_at),
  ];
}

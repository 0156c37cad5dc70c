// Authors whose posts are collected: their scraping, their style, and similar posts.

import { KeyNeeded, act, path, read, readIfThere } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section, setText } from "../lib/dom.js";
import { count, fine, when } from "../lib/format.js";
import { badge, bars, doing, notAvailable, table, tile } from "../lib/parts.js";
import { repeat } from "../lib/refresh.js";

const EVERY = 5_000;
const MIX_OF = 200;

const STATS = [
  ["totalProfiles", "Authors"],
  ["profilesNeedingSync", "To be synchronised"],
  ["profilesLeftOut", "Left out"],
  ["totalPosts", "Posts"],
  ["postsWithoutEmbedding", "Without an embedding"],
  ["postsWithoutHookClass", "Without a hook class"],
];

export function profiles(root, { signal, fail }) {
  const tiles = STATS.map(([field, name]) => [field, tile(name)]);
  const last = el("p", { class: "hint" });
  const missing = notAvailable(
    "Profile sync is not available here: this gateway has no such operations, or this key may not see them.",
  );
  missing.hidden = true;
  const authors = table({
    label: "Authors",
    columns: ["Author", "Workspace", "Posts", "Average engagement", "State", "Scraped"],
    none: 'There is no profile yet. Create one with POST /api/profiles {"full_name": "…", "linkedin_id": "…"} and the admin key.',
    keyOf: ({ id }) => id,
    row: (author) => [
      el("a", { href: `#/profiles/${author.id}` }, author.full_name),
      author.workspace_id ?? "everybody’s",
      count(author.posts_count),
      author.avg_engagement === null ? "n/a" : fine(author.avg_engagement),
      author.last_error === null
        ? badge(author.sync_enabled ? "fine" : "off", author.sync_enabled ? "good" : "")
        : el("span", { class: "badges" }, badge(`failed ${author.consecutive_failures} times`, "bad"), author.last_error),
      author.last_scraped_at === null ? "not yet" : when(author.last_scraped_at),
    ],
  });
  const sync = doing(
    "Synchronise now",
    async () => {
      const begun = await act("POST", "/functions/v1/sync-profiles?wait=false", {});
      return `Sync ${begun.job_id} has begun.`;
    },
    fail,
  );
  const there = el(
    "div",
    {},
    el("dl", { class: "tiles" }, tiles.map(([, { node }]) => node)),
    el("p", {}, sync),
    last,
    section("Authors", authors.node),
    similar(signal, fail),
  );
  root.append(el("h1", {}, "Profiles"), missing, there);
  repeat(
    async () => {
      await clock.settle(signal);
      const [stats, page] = await Promise.all([
        readIfThere("/api/profiles/sync/stats", signal),
        readIfThere("/api/profiles?limit=200", signal),
      ]);
      missing.hidden = stats !== null;
      there.hidden = stats === null;
      if (stats === null) return;
      tiles.forEach(([field, one]) => one.set(count(stats[field])));
      last.replaceChildren(
        ...(stats.lastSyncDate === null ? ["Never synchronised."] : ["Last synchronised ", when(stats.lastSyncDate), "."]),
      );
      authors.update(page?.profiles ?? []);
    },
    EVERY,
    signal,
    fail,
    ({ kind }) => kind === "profile-sync",
  );
}

function similar(signal, fail) {
  const said = el("p", { class: "hint", role: "status" });
  const found = el("ol", { class: "tweets" });
  const field = el("input", { id: "similar", name: "text", required: true, maxlength: 1000, autocomplete: "off" });
  const form = el(
    "form",
    {
      class: "ask",
      onsubmit: async (event) => {
        event.preventDefault();
        setText(said, "Searching …");
        found.replaceChildren();
        try {
          const answer = await readIfThere(path`/api/posts/similar?text=${field.value.trim()}`, signal);
          if (answer === null) {
            setText(said, "The search for similar posts is not available here.");
            return;
          }
          const posts = answer.posts ?? answer.results ?? [];
          setText(said, posts.length === 0 ? "No post is similar." : `${posts.length} posts.`);
          found.replaceChildren(
            ...posts.map((post) =>
              el("li", {}, el("span", { dir: "auto" }, post.hook ?? post.content ?? ""), el("p", { class: "figure" }, post.similarity === undefined ? "" : fine(post.similarity * 100) + " % alike")),
            ),
          );
        } catch (problem) {
          if (problem instanceof KeyNeeded) fail(problem);
          else if (!signal.aborted) setText(said, problem.message);
        }
      },
    },
    el("label", { for: "similar" }, "Text to compare with"),
    field,
    el("button", {}, "Search"),
  );
  return section("Similar posts", form, said, found);
}

export function profile(root, { id, signal, fail }) {
  const heading = el("h1", {}, `Author ${id}`);
  const mix = bars("No post has a hook class yet.", (word) => word.replaceAll("_", " "));
  const of = el("p", { class: "hint" });
  const style = el("div");
  const posts = table({
    label: "Posts",
    columns: ["Hook", "Class", "Published", "Likes", "Comments", "Reposts"],
    none: "No post is stored yet.",
    keyOf: (post) => post.id,
    row: (post) => [
      el("span", { dir: "auto", class: "clip" }, post.hook),
      post.hook_type ?? "not yet",
      post.posted_at === null ? "n/a" : when(post.posted_at),
      count(post.likes),
      count(post.comments),
      count(post.reposts),
    ],
  });
  root.append(
    el("p", { class: "crumb" }, el("a", { href: "#/profiles" }, "Profiles"), " / author"),
    heading,
    el("div", { class: "halves" }, section("Hooks", mix.node, of), section("Style", style)),
    section("Posts", posts.node),
  );
  repeat(
    async () => {
      await clock.settle(signal);
      const [page, known] = await Promise.all([
        read(path`/api/profiles/${id}/posts?limit=${MIX_OF}`, signal),
        readIfThere(path`/api/profiles/${id}/style`, signal),
      ]);
      posts.update(page.posts.slice(0, 50));
      const counts = {};
      for (const { hook_type: hook } of page.posts) if (hook) counts[hook] = (counts[hook] ?? 0) + 1;
      mix.update(Object.keys(counts).sort((a, b) => counts[b] - counts[a]), counts);
      setText(of, `Of the latest ${page.posts.length} posts.`);
      style.replaceChildren(
        known?.style ? facts(known.style) : notAvailable("Known after a sync has read posts of this author."),
      );
    },
    EVERY,
    signal,
    fail,
    ({ kind }) => kind === "profile-sync",
  );
}

function facts(known) {
  const shown = Object.entries(known)
    .map(([name, value]) => [name, value?.median ?? value])
    .filter(([, value]) => typeof value === "number");
  return el(
    "dl",
    { class: "facts" },
    shown.map(([name, value]) =>
      el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, fine(value))),
    ),
  );
}

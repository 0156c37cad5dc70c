// Everything that needs an operator, each with its action.

import { act, path, read, readIfThere } from "../lib/api.js";
import * as clock from "../lib/clock.js";
import { el, section } from "../lib/dom.js";
import { count, due, plural, when } from "../lib/format.js";
import { badge, doing, table } from "../lib/parts.js";
import { repeat } from "../lib/refresh.js";
import { postName } from "./studio.js";
import { runsPanel } from "./runs.js";

const EVERY = 5_000;
/** Accounts and posts shown at once; the others follow when these are mended. */
const SHOWN = 50;

export function operations(root, { signal, fail }) {
  let zones = [];
  let again = () => {};
  const unrouted = table({
    label: "Unrouted deliveries",
    columns: ["Rule", "Deliveries", "Problem", "Received", "Mend it"],
    none: "No delivery is kept unrouted.",
    words: true,
    keyOf: (rule) => rule.rule_id,
    row: (rule) => [
      rule.rule_id === "-" ? "(none was named)" : el("code", {}, rule.rule_id),
      rule.stuck === 0
        ? `${count(rule.waiting)} waiting`
        : `${count(rule.waiting)} waiting, ${count(rule.stuck)} not readable`,
      rule.problem ?? "its rule is not mapped",
      when(rule.last_received_at),
      rule.mapped ? replay(rule) : mapping(rule),
    ],
  });

  function replay(rule) {
    return doing(
      "Replay",
      async () => {
        const { unrouted_waiting: waiting } = await act(
          "POST",
          path`/api/twitter/unrouted/${rule.rule_id}/replay`,
        );
        return `${plural(waiting, "delivery is", "deliveries are")} being replayed.`;
      },
      fail,
      () => again(),
    );
  }

  function mapping(rule) {
    const choice = el(
      "select",
      { "aria-label": `Zone for the rule ${rule.rule_id}` },
      rule.zones.map((zone) => el("option", { value: zone }, zone)),
    );
    if (rule.zones.length === 0) return "Create a zone first: POST /api/zones.";
    return el(
      "span",
      { class: "doing" },
      choice,
      doing(
        "Map and replay",
        async () => {
          const { unrouted_waiting: waiting } = await act("POST", "/api/twitter/rules", {
            rule_id: rule.rule_id,
            zone_id: choice.value,
          });
          return `Mapped; ${plural(waiting, "delivery is", "deliveries are")} being replayed.`;
        },
        fail,
        () => again(),
      ),
    );
  }

  const accounts = table({
    label: "Accounts that need attention",
    columns: ["Account", "Workspace", "State", "Why", "Mend it"],
    none: "Every account is connected.",
    words: true,
    keyOf: (account) => account.id,
    row: (account) => [
      `${account.platform} ${account.external_id}`,
      el("a", { href: `#/studio/${encodeURIComponent(account.workspace_id)}` }, account.workspace_id),
      badge(account.status === "disabled" ? "disabled" : "needs reconnecting", account.status === "disabled" ? "" : "bad"),
      account.status_reason ?? "–",
      account.status === "disabled" ? enable(account) : reconnect(account),
    ],
  });

  function enable(account) {
    return doing(
      "Enable",
      async () => {
        await act("PATCH", path`/api/studio/accounts/${account.id}`, { status: "connected" });
        return "The next run takes it.";
      },
      fail,
      () => again(),
    );
  }

  function reconnect(account) {
    const token = el("input", {
      type: "password",
      autocomplete: "off",
      "aria-label": `New access token of ${account.platform} ${account.external_id}`,
      placeholder: "New access token",
    });
    return el(
      "span",
      { class: "doing" },
      token,
      doing(
        "Connect again",
        async () => {
          if (token.value.trim() === "") return "Paste the token of the owner’s new login.";
          await act("PATCH", path`/api/studio/accounts/${account.id}`, {
            access_token: token.value.trim(),
          });
          token.value = "";
          return "Connected; the next run takes it.";
        },
        fail,
        () => again(),
      ),
    );
  }

  const posts = table({
    label: "Failing posts",
    columns: ["Post", "Workspace", "Runs failed", "Why", "Mend it"],
    none: "No post has failed three times in a row.",
    words: true,
    keyOf: (post) => post.id,
    row: (post) => [
      el("a", { href: `#/studio/${encodeURIComponent(post.workspace_id)}/posts/${post.id}`, class: "clip" }, postName(post)),
      post.workspace_id,
      count(post.failed_runs),
      post.last_error ?? "–",
      doing(
        "Refresh now",
        async () => {
          await act("GET", path`/api/cron/studio/metrics-refresh?workspace_id=${post.workspace_id}&wait=false`);
          return "A run over the workspace has begun.";
        },
        fail,
      ),
    ],
  });
  const pauses = table({
    label: "Paused credentials",
    columns: ["Platform", "Credential", "Asked again", "Why", "Mend it"],
    none: "No credential is paused.",
    words: true,
    keyOf: (pause) => pause.id,
    row: (pause) => [
      pause.upstream,
      el("code", {}, pause.credential),
      due(pause.paused_until),
      el("span", { class: "words" }, pause.reason),
      doing(
        "End the rest",
        async () => {
          await act("DELETE", path`/api/pauses/${pause.id}`);
          return "The credential is used again at once.";
        },
        fail,
        () => again(),
      ),
    ],
  });
  const disabled = table({
    label: "Disabled jobs",
    columns: ["Job", "What it does", "Since", "By", "Why", "Mend it"],
    none: "Every job is enabled.",
    words: true,
    keyOf: (job) => job.name,
    row: (job) => [
      el("code", {}, job.name),
      el("span", { class: "words" }, job.description),
      when(job.disabled_at),
      job.disabled_by,
      el("span", { class: "words" }, job.reason),
      doing(
        "Enable",
        async () => {
          await act("PATCH", path`/api/jobs/${job.name}`, { enabled: true });
          return "It runs again.";
        },
        fail,
        () => again(),
      ),
    ],
  });
  const changes = table({
    label: "Latest changes",
    columns: ["When", "Key", "Operation", "Path", "Answered"],
    none: "Nothing was changed over HTTP.",
    words: true,
    keyOf: (change) => change.id,
    row: (change) => [
      when(change.made_at),
      change.caller,
      change.operation,
      el("code", { class: "words" }, change.path),
      change.status === null ? "–" : String(change.status),
    ],
  });
  const logs = table({
    label: "Log of the sweeps",
    columns: ["When", "Level", "DAO", "Message"],
    none: "No warning or error of a sweep is kept.",
    words: true,
    keyOf: (line) => `${line.at} ${line.level} ${line.message} ${line.dao}`,
    row: (line) => [
      when(line.at),
      badge(line.level, line.level === "error" ? "bad" : "warn"),
      line.dao ?? "all",
      el("span", { class: "words" }, line.message),
    ],
  });
  const odd = table({
    label: "Values that could not be read",
    columns: ["Source", "Field", "Values"],
    none: "Every value from outside could be read.",
    words: true,
    keyOf: (value) => `${value.source} ${value.field}`,
    row: (value) => [value.source, el("code", {}, value.field), count(value.values)],
  });
  const sweep = doing(
    "Sweep all DAOs now",
    async () => `Sweep ${(await act("POST", "/api/dao/sync", {})).cycle_id} has begun.`,
    fail,
    () => again(),
  );
  const runs = runsPanel(fail);
  const more = {
    accounts: el("p", { class: "hint", hidden: true }, `These are the latest ${SHOWN}; there are more.`),
    posts: el("p", { class: "hint", hidden: true }, `These are the latest ${SHOWN}; there are more.`),
  };
  const hidden = {
    unrouted: el("p", { class: "hint", hidden: true }, "Unrouted deliveries are shown to keys that are not limited to zones."),
    odd: el("p", { class: "hint", hidden: true }, "They are shown to keys that are not limited to tenants."),
    logs: el("p", { class: "hint", hidden: true }, "DAOs are shown to keys that are not limited to tenants."),
  };
  const resting = section("Paused credentials", pauses.node);
  const off = section("Disabled jobs", disabled.node);
  const changed = section("Latest changes", changes.node);
  root.append(
    el("h1", {}, "Operations"),
    resting,
    off,
    section("Unrouted deliveries", hidden.unrouted, unrouted.node),
    section("Accounts that need attention", accounts.node, more.accounts),
    section("Failing posts", posts.node, more.posts),
    section("Runs", runs.node),
    section("Sweeps: warnings and errors", hidden.logs, logs.node, el("p", {}, sweep)),
    section("Values that could not be read", hidden.odd, odd.node),
    changed,
  );

  async function ofInstallation() {
    const { odd_values: values } = await read("/api/overview", signal);
    hidden.odd.hidden = values !== undefined;
    odd.node.hidden = values === undefined;
    odd.update(values ?? []);
  }

  async function ofWorkspaces() {
    const found = await read(`/api/studio/attention?limit=${SHOWN}`, signal);
    accounts.update(found.accounts);
    posts.update(found.posts);
    more.accounts.hidden = !found.more_accounts;
    more.posts.hidden = !found.more_posts;
  }

  again = repeat(
    async () => {
      await clock.settle(signal);
      const [rests, jobs, made, waiting, rules, listed, warnings, errors] = await Promise.all([
        readIfThere("/api/pauses", signal),
        readIfThere("/api/jobs", signal),
        readIfThere("/api/changes?limit=20", signal),
        readIfThere("/api/twitter/unrouted", signal),
        read("/api/twitter/rules?limit=500", signal),
        read("/api/zones?limit=500", signal),
        readIfThere("/api/dao/sync/logs?level=warn&limit=20", signal),
        readIfThere("/api/dao/sync/logs?level=error&limit=20", signal),
        ofWorkspaces(),
        ofInstallation(),
        runs.load(signal),
      ]);
      resting.hidden = rests === null;
      pauses.update(rests?.pauses ?? []);
      off.hidden = changed.hidden = jobs === null;
      disabled.update((jobs?.jobs ?? []).filter((job) => !job.enabled));
      changes.update(made?.changes ?? []);
      zones = listed.zones.map(({ id }) => id);
      const mapped = new Set(rules.rules.map(({ rule_id: rule }) => rule));
      hidden.unrouted.hidden = waiting !== null;
      unrouted.node.hidden = waiting === null;
      unrouted.update(
        (waiting?.unrouted ?? []).map((rule) => ({ ...rule, zones, mapped: mapped.has(rule.rule_id) })),
      );
      hidden.logs.hidden = warnings !== null;
      logs.node.hidden = sweep.hidden = warnings === null;
      logs.update(
        [...(warnings?.logs ?? []), ...(errors?.logs ?? [])].sort(
          (a, b) => Date.parse(b.at) - Date.parse(a.at),
        ),
      );
    },
    EVERY,
    signal,
    fail,
    ({ kind }) => ["unrouted", "delivery", "sweep", "studio-run", "account", "profile-sync"].includes(kind),
  );
}

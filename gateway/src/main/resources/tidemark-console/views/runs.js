// Sweeps, studio runs and profile syncs with their progress.

import { act, path, readIfThere } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { count, due, when } from "../lib/format.js";
import { badge, doing, meter, table } from "../lib/parts.js";

const LAST = 5;

/** @param mend takes a failed action; without it the runs have no actions */
export function runsPanel(mend = null) {
  const runs = table({
    label: "Runs",
    columns: ["Run", "State", "Progress", "Begun", "Ended", ...(mend === null ? [] : ["Action"])],
    none: "Nothing has run yet: sweeps begin when there are DAOs, studio runs and profile syncs by their schedule.",
    words: true,
    keyOf: ({ key }) => key,
    row: (run) => [
      run.name,
      state(run),
      el("span", { class: "progress" }, `${count(run.done)} of ${count(run.of)} ${run.unit}`, share(run)),
      run.began === null ? "–" : when(run.began),
      run.ended === null ? (run.until === null ? "–" : el("span", {}, "goes on ", due(run.until))) : when(run.ended),
      ...(mend === null ? [] : [action(run, mend)]),
    ],
  });
  return {
    node: runs.node,
    load: async (signal) => {
      const [studio, sweeps, syncs] = await Promise.all([
        readIfThere(`/api/runs?limit=${LAST}`, signal),
        readIfThere("/api/dao/sync/status", signal),
        readIfThere(`/api/profiles/sync/jobs?limit=${LAST}`, signal),
      ]);
      runs.update(
        [
          ...(sweeps === null ? [] : [...sweeps.under_way, sweeps.last].filter(Boolean).map(sweep)),
          ...(studio?.runs ?? []).map(studioRun),
          ...(syncs?.jobs ?? []).map(sync),
        ].sort((a, b) => Date.parse(b.began ?? 0) - Date.parse(a.began ?? 0)),
      );
    },
  };
}

const UNWELL = new Set(["failed", "partial", "budget_exhausted", "cancelled"]);

function action(run, mend) {
  if (run.ended === null) return cancel(run, mend);
  return UNWELL.has(run.status) ? again(run, mend) : "–";
}

function cancel({ at }, mend) {
  return doing(
    "Cancel",
    async () => {
      await act("POST", `${at}/cancel`);
      return "Cancelled.";
    },
    mend,
  );
}

/** A run that is started again skips posts that are not due and retries those that failed. */
function again({ again: { method, where, body } }, mend) {
  return doing(
    "Run again",
    async () => {
      await act(method, where, body);
      return "Begun.";
    },
    mend,
  );
}

function sweep(cycle) {
  return {
    key: `sweep ${cycle.cycle_id}`,
    at: `/api/dao/sync/cycles/${cycle.cycle_id}`,
    name: `DAO sweep ${cycle.cycle_id}${cycle.dao === null ? "" : ` (${cycle.dao})`}`,
    status: cycle.status,
    why: cycle.waiting_reason ?? cycle.message,
    done: cycle.daos_swept,
    of: cycle.daos,
    unit: "DAOs",
    began: cycle.started_at,
    ended: cycle.finished_at,
    until: cycle.waiting_until,
    again: { method: "POST", where: "/api/dao/sync", body: cycle.dao === null ? {} : { dao: cycle.dao } },
  };
}

function studioRun(run) {
  return {
    key: `studio ${run.id}`,
    at: `/api/runs/${run.id}`,
    name: `Studio run ${run.id}${run.workspace_id === null ? "" : ` (${run.workspace_id})`}`,
    status: run.waiting_until === null ? run.status : "waiting",
    why: run.failed > 0 ? `${count(run.failed)} posts failed` : null,
    done: run.processed,
    of: run.eligible - (run.not_due ?? 0),
    unit: "posts",
    began: run.started_at,
    ended: run.finished_at,
    until: run.waiting_until,
    again: {
      method: "GET",
      where:
        "/api/cron/studio/metrics-refresh?wait=false" +
        (run.workspace_id === null ? "" : path`&workspace_id=${run.workspace_id}`),
    },
  };
}

function sync(job) {
  return {
    key: `sync ${job.id}`,
    at: `/api/profiles/sync/jobs/${job.id}`,
    name: `Profile sync ${job.id}${job.workspace_id === null ? "" : ` (${job.workspace_id})`}`,
    status: job.waiting_until === null ? job.status : "waiting",
    why: job.error,
    done: job.successful_profiles,
    of: job.profiles_processed,
    unit: "profiles",
    began: job.started_at ?? job.created_at,
    ended: job.finished_at,
    until: job.waiting_until,
    again: {
      method: "POST",
      where: "/functions/v1/sync-profiles?wait=false",
      body: job.workspace_id === null ? {} : { workspace_id: job.workspace_id },
    },
  };
}

const TONES = { completed: "good", failed: "bad", partial: "warn", budget_exhausted: "warn", waiting: "warn" };

function state(run) {
  return el(
    "span",
    { class: "badges" },
    badge(run.status.replaceAll("_", " "), TONES[run.status] ?? ""),
    run.why === null ? null : el("span", { class: "hint" }, run.why),
  );
}

function share(run) {
  return run.of === 0 ? null : meter(`${run.name}: ${run.done} of ${run.of}`, run.done / run.of);
}

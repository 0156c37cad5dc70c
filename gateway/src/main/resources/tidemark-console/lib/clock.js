// The gateway's clock, which runs faster than the browser's in a demo. All relative times use it.

import { read } from "./api.js";

const TRUSTED_FOR = 60_000;

let known = null;

/** Sets the clock from an overview that was requested at `asked` (performance.now()). */
export function takeOver(overview, asked) {
  const answered = performance.now();
  known = {
    now: Date.parse(overview.now),
    speed: overview.clock_speed ?? 1,
    at: (asked + answered) / 2,
  };
}

/** Reads the overview for its clock when the last one is too old. */
export async function settle(signal) {
  if (known !== null && performance.now() - known.at < TRUSTED_FOR) return;
  const asked = performance.now();
  takeOver(await read("/api/overview", signal), asked);
}

/** Milliseconds since 1970 by the gateway's clock; null before the first answer. */
export function now() {
  return known === null ? null : known.now + (performance.now() - known.at) * known.speed;
}

export function speed() {
  return known?.speed ?? 1;
}

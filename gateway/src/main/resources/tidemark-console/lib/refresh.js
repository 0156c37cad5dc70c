// Repeats a reading while the page is looked at, and says so when it stops working.

import { Unavailable } from "./api.js";

const banner = document.getElementById("connection");
let lastAnswer = null;

export const connection = { lost: false };

function answered() {
  lastAnswer = new Date();
  connection.lost = false;
  banner.hidden = true;
}

function lost(message) {
  connection.lost = true;
  const since =
    lastAnswer === null ? "" : ` What you see is from ${lastAnswer.toLocaleTimeString("en-GB")}.`;
  const text = `${message}${since} It is asked again by itself.`;
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = false;
}

/**
 * Runs `task(signal)` now and again `every` milliseconds after it ended, until the view's signal
 * aborts or the task answers false. Rests while the page is hidden.
 *
 * @param fail takes what is not a matter of waiting; ends the repetition
 */
export function repeat(task, every, signal, fail) {
  let timer = null;
  let busy = false;
  let over = false;

  async function run() {
    clearTimeout(timer);
    if (busy || over || signal.aborted || document.hidden) return;
    busy = true;
    try {
      if ((await task(signal)) === false) over = true;
      if (!signal.aborted) answered();
    } catch (problem) {
      if (signal.aborted) return;
      if (problem instanceof Unavailable) {
        lost(problem.message);
      } else {
        over = true;
        fail(problem);
      }
    } finally {
      busy = false;
    }
    if (!over && !signal.aborted && !document.hidden) timer = setTimeout(run, every);
  }

  document.addEventListener("visibilitychange", run, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  run();
}

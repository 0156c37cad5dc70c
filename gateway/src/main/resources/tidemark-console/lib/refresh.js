// Repeats a request while the page is visible; a banner says when the server does not answer.

import { Unavailable } from "./api.js";
import * as clock from "./clock.js";
import { listen, live } from "./live.js";

/** While the event stream is connected, the page polls this rarely. */
const WITH_EVENTS = 15_000;
const SOONEST = 1_000;
const ONCE_MORE = 2_000;

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
 * aborts or the task answers false. Paused while the page is hidden.
 *
 * @param fail takes a failure that a retry does not mend; ends the repetition
 * @param concerns whether the task is run at once for an event; null: events are ignored
 * @returns a function that runs the task at once
 */
export function repeat(task, every, signal, fail, concerns = null) {
  let timer = null;
  let began = 0;
  let wanted = false;
  let busy = false;
  let over = false;

  async function run() {
    clearTimeout(timer);
    if (busy || over || signal.aborted || document.hidden) return;
    busy = true;
    const forAnEvent = wanted;
    wanted = false;
    began = performance.now();
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
    if (!over && !signal.aborted && !document.hidden) timer = setTimeout(run, pause(forAnEvent));
  }

  function pause(forAnEvent = false) {
    if (wanted) return Math.max(0, began + SOONEST - performance.now());
    // The server caches answers for up to a second: this one may be from before the event.
    if (forAnEvent) return Math.min(every, ONCE_MORE);
    // A clock that runs fast changes due times without an event.
    return concerns !== null && live.connected && clock.speed() <= 1 ? Math.max(every, WITH_EVENTS) : every;
  }

  if (concerns !== null) {
    listen((event) => {
      if (event.kind !== "reset" && !concerns(event)) return;
      wanted = true;
      if (busy || over || signal.aborted) return;
      clearTimeout(timer);
      timer = setTimeout(run, pause());
    }, signal);
  }

  document.addEventListener("visibilitychange", run, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  run();
  return () => {
    clearTimeout(timer);
    over = false;
    run();
  };
}

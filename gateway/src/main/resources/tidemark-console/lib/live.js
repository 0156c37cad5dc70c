// Receives server-sent events. They are read with fetch and not with EventSource, so that the key is
// sent as a header and never in an address. An event is a hint to read again; the page also polls,
// because an event may be lost.

import { key } from "./api.js";

const RETRY = 2_000;
const LONGEST_RETRY = 30_000;

const listeners = new Set();
let lastId = null;
let running = null;
let wait = RETRY;

export const live = { connected: false };

/** @param listener takes { kind, data }; kind is "reset" when everything may have changed */
export function listen(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  if (running === null) connect();
}

/** Connects again, with another key. */
export function restart() {
  running?.abort();
  running = null;
  lastId = null;
  wait = RETRY;
  live.connected = false;
  if (listeners.size > 0) connect();
}

async function connect() {
  const mine = new AbortController();
  running = mine;
  let again = true;
  try {
    const headers = { Accept: "text/event-stream" };
    if (key.given()) headers.Authorization = key.bearer();
    if (lastId !== null) headers["Last-Event-ID"] = lastId;
    const answer = await fetch("/api/events", { headers, cache: "no-store", signal: mine.signal });
    if (!answer.ok) {
      // A key that may not read the stream is rejected on every attempt.
      again = answer.status >= 500 || answer.status === 429;
      await answer.body?.cancel();
    } else {
      live.connected = true;
      wait = RETRY;
      await hear(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    }
  } catch {
    // Disconnected: the loop connects again.
  }
  if (running !== mine) return;
  live.connected = false;
  if (!again) return;
  setTimeout(() => {
    if (running === mine) connect();
  }, wait);
  wait = Math.min(wait * 2, LONGEST_RETRY);
}

async function hear(reader) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    frames.forEach(take);
  }
}

function take(frame) {
  const fields = {};
  for (const line of frame.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) fields[line.slice(0, at)] = line.slice(at + 2);
  }
  if (fields.event === undefined) return;
  lastId = fields.id ?? lastId;
  if (fields.event === "hello") return;
  const event = { kind: fields.event, data: JSON.parse(fields.data ?? "{}") };
  listeners.forEach((listener) => listener(event));
}

// Numbers and times as people read them.

import { el, setText } from "./dom.js";
import * as clock from "./clock.js";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const DOLLARS = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 4 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "n/a" for a counter the platform did not give: null is not 0. */
export function count(value) {
  return value === null || value === undefined ? "n/a" : WHOLE.format(value);
}

export function short(value) {
  return SHORT.format(value);
}

export function fine(value) {
  return Math.abs(value) < 100 ? FINE.format(value) : WHOLE.format(value);
}

export function perHour(value) {
  return value === null || value === undefined ? "n/a" : `${fine(value)} / h`;
}

export function signed(value) {
  if (value === null || value === undefined) return "n/a";
  return value > 0 ? `+${WHOLE.format(value)}` : WHOLE.format(value).replace("-", "\u2212");
}

export function percent(share) {
  return share === null || share === undefined ? "n/a" : `${FINE.format(share * 100)} %`;
}

export function dollars(value) {
  return value === null || value === undefined ? "n/a" : DOLLARS.format(value);
}

export function plural(n, one, many = `${one}s`) {
  return `${WHOLE.format(n)} ${n === 1 ? one : many}`;
}

/** "3 h 20 min": the two largest units. */
export function span(milliseconds) {
  const ms = Math.abs(milliseconds);
  const two = (big, bigName, small, smallName) => {
    const rest = Math.floor((ms % big) / small);
    return `${Math.floor(ms / big)} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
  };
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return two(HOUR, "h", MINUTE, "min");
  return two(DAY, "d", HOUR, "h");
}

export function absolute(time) {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The same without seconds. */
export function minute(time) {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function timeOfDay(time) {
  return new Date(time).toISOString().slice(11, 19);
}

function relative(time, isDue) {
  const now = clock.now();
  if (now === null) return absolute(time);
  if (Math.abs(time - now) < SECOND) return "now";
  if (time > now) return `in ${span(time - now)}`;
  return isDue ? `due for ${span(now - time)}` : `${span(now - time)} ago`;
}

/** A relative time; its title has the exact one. */
export function when(iso, isDue = false) {
  const time = Date.parse(iso);
  return el(
    "time",
    { datetime: iso, title: absolute(time), "data-relative": time, "data-due": isDue },
    relative(time, isDue),
  );
}

/** The due time of something that may be overdue. */
export function due(iso) {
  return when(iso, true);
}

/** Updates every relative time on the page. */
export function tick() {
  for (const node of document.querySelectorAll("time[data-relative]")) {
    setText(node, relative(Number(node.dataset.relative), "due" in node.dataset));
  }
}

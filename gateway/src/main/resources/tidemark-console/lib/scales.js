// Where a value goes on an axis, and which values get a line.

import { short } from "./format.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY,
];

/** From the values' range, which always has 0 in it, to [bottom, top] in pixels. */
export function linear(values, bottom, top) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = niceStep((high - low || 1) / 4);
  const first = Math.floor(low / step) * step;
  const last = Math.max(Math.ceil(high / step) * step, first + step);
  const ticks = [];
  for (let i = 0; i <= Math.round((last - first) / step); i++) ticks.push(first + i * step);
  return {
    at: (value) => bottom + ((value - first) / (last - first)) * (top - bottom),
    ticks: ticks.map((value) => ({ value, label: short(value) })),
  };
}

/** Powers of ten; 0 has a place too, one step below 1. */
export function logarithmic(values, bottom, top) {
  const height = (value) => (value < 1 ? Math.max(0, value) : 1 + Math.log10(value));
  const last = Math.max(2, Math.ceil(height(Math.max(1, ...values))));
  const ticks = [0, ...Array.from({ length: last }, (_, power) => 10 ** power)];
  return {
    at: (value) => bottom + (height(value) / last) * (top - bottom),
    ticks: ticks.map((value) => ({ value, label: short(value) })),
  };
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  return Math.max(step, 1);
}

/** Time since `start`, which is where the axis begins. */
export function elapsed(start, end, left, right) {
  const length = Math.max(end - start, MINUTE);
  const room = Math.max(2, Math.floor((right - left) / 70));
  const step = TIME_STEPS.find((candidate) => length / candidate <= room) ?? 90 * DAY;
  const ticks = [];
  for (let t = 0; t <= length; t += step) ticks.push({ value: start + t, label: sinceStart(t) });
  return { at: (time) => left + ((time - start) / length) * (right - left), ticks };
}

function sinceStart(t) {
  if (t === 0) return "0";
  if (t % DAY === 0) return `+${t / DAY} d`;
  if (t % HOUR === 0) return `+${t / HOUR} h`;
  return t < HOUR ? `+${t / MINUTE} min` : `+${Math.floor(t / HOUR)} h ${(t % HOUR) / MINUTE}`;
}

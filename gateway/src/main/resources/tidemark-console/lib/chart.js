// A line chart in SVG over the time since arrival.

import { svg } from "./dom.js";
import { elapsed, linear, logarithmic } from "./scales.js";

const LEFT = 48;
const RIGHT = 14;
const RIGHT_WITH_AXIS = 48;
const TOP = 18;
const BOTTOM = 24;

/**
 * What `draw` takes:
 * - start, end: of the time axis, in milliseconds
 * - series: [{ name, values: [number|null], right, steps }], a value for each of `times`
 * - times, rounds: of the readings; a round is null for a reading that is not a poll's
 * - log: whether the left axis is logarithmic
 * - marks: [{ time, label }], vertical lines
 * - selected: index of a reading, or null
 * - rightAxis: keeps room for one, so that charts one above the other line up
 */
export class Chart {
  #picture;
  #spec = null;
  #time = null;

  /** @param select takes the index of the reading that is pointed at, or null */
  constructor({ height, label, select }) {
    this.height = height;
    this.select = select;
    this.#picture = svg("svg", { class: "chart", height, role: "img", "aria-label": label });
    this.node = this.#picture;
    this.node.addEventListener("pointermove", (event) => select(this.#nearest(event)));
    this.node.addEventListener("pointerdown", (event) => select(this.#nearest(event)));
    this.node.addEventListener("pointerleave", () => select(null));
    this.resizing = new ResizeObserver(() => this.#render());
    this.resizing.observe(this.node);
  }

  close() {
    this.resizing.disconnect();
  }

  draw(spec) {
    this.#spec = spec;
    this.#render();
  }

  #nearest(event) {
    if (this.#spec === null || this.#time === null) return null;
    const x = event.clientX - this.node.getBoundingClientRect().left;
    let best = null;
    let distance = Infinity;
    this.#spec.times.forEach((time, index) => {
      const away = Math.abs(this.#time.at(time) - x);
      if (away < distance) [best, distance] = [index, away];
    });
    return best;
  }

  #render() {
    const width = this.node.clientWidth;
    if (this.#spec === null || width === 0) return;
    const spec = this.#spec;
    const right = width - (spec.rightAxis ? RIGHT_WITH_AXIS : RIGHT);
    const bottom = this.height - BOTTOM;
    const time = elapsed(spec.start, spec.end, LEFT, right);
    this.#time = time;
    const of = (onRight) =>
      spec.series
        .filter((series) => Boolean(series.right) === onRight)
        .flatMap((series) => series.values.filter((value) => value !== null));
    const leftScale = (spec.log ? logarithmic : linear)(of(false), bottom, TOP);
    const rightScale = linear(of(true), bottom, TOP);

    const layers = [grid(leftScale, LEFT, right), timeAxis(time, bottom, this.height)];
    if (spec.series.some((series) => series.right)) {
      layers.push(rightAxis(rightScale, right));
    }
    layers.push(roundNumbers(spec, time, bottom));
    for (const mark of spec.marks ?? []) layers.push(verticalMark(mark, time, bottom, right));
    if (spec.selected !== null) {
      const x = time.at(spec.times[spec.selected]);
      layers.push(svg("line", { class: "cursor", x1: x, x2: x, y1: TOP, y2: bottom }));
    }
    for (const series of spec.series) {
      layers.push(curve(series, spec, time, series.right ? rightScale : leftScale));
    }
    this.#picture.replaceChildren(...layers);
  }
}

function text(x, y, anchor, label, kind = "") {
  return svg("text", { x, y, "text-anchor": anchor, class: kind }, label);
}

function grid(scale, left, right) {
  return svg(
    "g",
    {},
    scale.ticks.map(({ value, label }) => {
      const y = scale.at(value);
      return svg(
        "g",
        {},
        svg("line", { class: value === 0 ? "axis" : "grid", x1: left, x2: right, y1: y, y2: y }),
        text(left - 6, y + 4, "end", label),
      );
    }),
  );
}

function rightAxis(scale, right) {
  return svg(
    "g",
    { class: "views" },
    scale.ticks.map(({ value, label }) => text(right + 6, scale.at(value) + 4, "start", label)),
  );
}

function timeAxis(time, bottom, height) {
  return svg(
    "g",
    {},
    time.ticks.map(({ value, label }) => {
      const x = time.at(value);
      return svg(
        "g",
        {},
        svg("line", { class: "axis", x1: x, x2: x, y1: bottom, y2: bottom + 4 }),
        text(x, height - 6, "middle", label),
      );
    }),
  );
}

/** Above the curve, as far as they do not touch each other. */
function roundNumbers(spec, time, bottom) {
  let free = -Infinity;
  return svg(
    "g",
    {},
    spec.times.map((at, index) => {
      const round = spec.rounds[index];
      const x = time.at(at);
      if (round === null) return null;
      const line = svg("line", { class: "round", x1: x, x2: x, y1: TOP, y2: bottom });
      if (x - free < 22) return line;
      free = x;
      return svg("g", {}, line, text(x, TOP - 6, "middle", String(round), "round"));
    }),
  );
}

function verticalMark({ time: at, label }, time, bottom, right) {
  const x = time.at(at);
  const atEnd = x > right - 60;
  return svg(
    "g",
    { class: "mark" },
    svg("line", { x1: x, x2: x, y1: TOP, y2: bottom }),
    text(x + (atEnd ? -5 : 5), bottom - 6, atEnd ? "end" : "start", label),
  );
}

function curve(series, spec, time, scale) {
  let line = "";
  let pen = "M";
  const dots = [];
  series.values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    const x = time.at(spec.times[index]);
    const y = scale.at(value);
    if (series.steps && index > 0) {
      const from = time.at(spec.times[index - 1]);
      line += `${pen}${from} ${y}L${x} ${y}`;
    } else {
      line += `${pen}${x} ${y}`;
    }
    pen = "L";
    if (series.steps || series.values.length > 150) return;
    const kind = spec.rounds[index] === null ? "between" : "polled";
    const size = index === spec.selected ? 4.5 : 3;
    dots.push(svg("circle", { class: kind, cx: x, cy: y, r: size }));
  });
  return svg("g", { class: `series ${series.name}` }, svg("path", { d: line }), dots);
}

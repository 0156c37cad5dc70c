// A chart of snapshots over the time since arrival, drawn by uPlot.

import uPlot from "../vendor/uplot.js";
import { el } from "./dom.js";
import { short } from "./format.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY,
];

const dark = matchMedia("(prefers-color-scheme: dark)");

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * What `draw` takes:
 * - times: of the snapshots, in seconds since the arrival
 * - end: of the axis, in seconds
 * - timeLabel: the text for a time, if it is not the time since the arrival
 * - series: [{ label, color, values, right, steps, width, dots }]; colors are names of CSS
 *   variables; dots: no line between the values
 * - estimate: null or { color, drawn, ahead }, on the left axis below the series: points
 *   { time, value } of a line, and those after it that are expected, with { in80, in90 }, each an
 *   interval { from, to } or null
 * - log: whether the left axis is logarithmic
 * - signs: for each snapshot a text above the plot, or ""
 * - marks: [{ time, label }], vertical lines
 * - lines: [{ value, label }], horizontal ones on the left axis
 * - selected: index of a snapshot, or null
 */
export class Plot {
  #box;
  #plot = null;
  #spec = null;
  #shape = "";

  /** @param select takes the index of the snapshot that is pointed at, or null */
  constructor({ height, label, select, signal }) {
    this.height = height;
    this.select = select;
    this.#box = el("div", { class: "plot", role: "img", "aria-label": label });
    this.#box.style.height = `${height}px`;
    this.node = this.#box;
    const resizing = new ResizeObserver(() => this.#resize());
    resizing.observe(this.#box);
    const recolor = () => this.#rebuild();
    dark.addEventListener("change", recolor);
    signal.addEventListener("abort", () => {
      resizing.disconnect();
      dark.removeEventListener("change", recolor);
      this.#plot?.destroy();
    });
  }

  draw(spec) {
    this.#spec = spec;
    const shape = JSON.stringify([
      spec.log,
      spec.series.map(({ label, color: name, right, steps, dots }) => [
        label, name, right, steps, dots,
      ]),
    ]);
    if (this.#plot === null || shape !== this.#shape) {
      this.#shape = shape;
      this.#rebuild();
    } else {
      this.#plot.setData(this.#data());
    }
  }

  #data() {
    return [this.#spec.times, ...this.#spec.series.map(({ values }) => values)];
  }

  #resize() {
    const width = this.#box.clientWidth;
    if (width === 0 || this.#spec === null) return;
    if (this.#plot === null) this.#rebuild();
    else if (width !== this.#plot.width) this.#plot.setSize({ width, height: this.height });
  }

  #rebuild() {
    const width = this.#box.clientWidth;
    if (this.#spec === null || width === 0) return;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(width), this.#data(), this.#box);
  }

  #options(width) {
    const { series, log } = this.#spec;
    const muted = color("muted");
    const grid = { stroke: color("line"), width: 1 };
    const font = "12px system-ui, sans-serif";
    const axis = { stroke: muted, font, ticks: { show: false }, grid };
    const counts = (plot, values) => values.map((value) => (value === null ? "" : short(value)));
    return {
      width,
      height: this.height,
      legend: { show: false },
      padding: [22, 14, 0, 0],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 9 },
      },
      scales: {
        x: { time: false, range: () => [0, Math.max(this.#spec.end, MINUTE)] },
        y: log
          ? { distr: 4, asinh: 1, range: (plot, low, high) => [0, Math.max(10, this.#top(high))] }
          : {
              range: (plot, low, high) =>
                uPlot.rangeNum(Math.min(0, low ?? 0), Math.max(1, this.#top(high)), {
                  min: { pad: 0, soft: 0, mode: 1 },
                  max: { pad: 0.1, soft: 0, mode: 2 },
                }),
            },
        views: { range: (plot, low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          incrs: STEPS,
          space: 64,
          values: (plot, values) => values.map(this.#spec.timeLabel ?? sinceStart),
        },
        {
          ...axis,
          scale: "y",
          size: 52,
          values: counts,
          splits: log ? (plot, index, low, high) => powers(high) : undefined,
        },
        {
          ...axis,
          show: series.some(({ right }) => right),
          scale: "views",
          side: 1,
          size: 52,
          grid: { show: false },
          values: counts,
        },
      ],
      series: [
        {},
        ...series.map((one) => ({
          label: one.label,
          scale: one.right ? "views" : "y",
          stroke: color(one.color),
          width: one.width ?? 1.75,
          dash: one.right ? [6, 4] : undefined,
          spanGaps: false,
          paths: one.dots
            ? () => null
            : one.steps
              ? uPlot.paths.stepped({ align: -1 })
              : undefined,
          points: one.dots
            ? { show: true, size: 9, width: 1.5, stroke: color("surface"), fill: color(one.color) }
            : { show: !one.steps && one.values.length < 150, size: 6 },
        })),
      ],
      hooks: {
        drawAxes: [(plot) => this.#drawEstimate(plot)],
        setCursor: [(plot) => this.#pointed(plot)],
        draw: [(plot) => this.#annotate(plot)],
      },
    };
  }

  /** Horizontal lines have room too, and what is expected, unless an interval is very wide. */
  #top(high) {
    const { lines = [], estimate } = this.#spec;
    const ahead = estimate?.ahead ?? [];
    const most = (of) => Math.max(0, ...ahead.map((point) => of(point) ?? 0));
    const median = most(({ value }) => value);
    return Math.max(
      high ?? 0,
      ...lines.map(({ value }) => value),
      median,
      Math.min(4 * median, most(({ in80 }) => in80?.to)),
      Math.min(3 * median, most(({ in90 }) => in90?.to)),
    );
  }

  #drawEstimate(plot) {
    const { estimate } = this.#spec;
    if (!estimate) return;
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const at = ({ time }) => plot.valToPos(time, "x", true);
    const path = (points, of) =>
      points.forEach((point) => ctx.lineTo(at(point), plot.valToPos(of(point), "y", true)));
    const band = (of, opacity) => {
      const points = estimate.ahead.filter((point) => of(point) !== null);
      ctx.beginPath();
      path(points, (point) => of(point).from);
      path(points.toReversed(), (point) => of(point).to);
      ctx.globalAlpha = opacity;
      ctx.fill();
    };
    const line = (points, dash) => {
      ctx.beginPath();
      ctx.setLineDash(dash.map((length) => length * ratio));
      path(points, ({ value }) => value);
      ctx.stroke();
    };
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = ctx.strokeStyle = color(estimate.color);
    band(({ in90 }) => in90, 0.12);
    band(({ in80 }) => in80, 0.16);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2.5 * ratio;
    ctx.lineJoin = "round";
    line(estimate.drawn, []);
    line(estimate.ahead, [5, 4]);
    this.#nameBands(plot, estimate.ahead.at(-1));
    ctx.restore();
  }

  /** Writes what the bands are below their upper ends, where there is room for it. */
  #nameBands(plot, last) {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const height = (value) => Math.max(bbox.top, plot.valToPos(value, "y", true));
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = "top";
    ctx.fillStyle = color("muted");
    const x = plot.valToPos(last.time, "x", true) - 6 * ratio;
    const name = (text, upper, below) => {
      const top = height(upper) + 3 * ratio;
      if (height(below) - top > 14 * ratio) ctx.fillText(text, x, top);
    };
    const { value, in80, in90 } = last;
    if (in90) name("90 %", in90.to, in80?.to ?? value);
    if (in80) name("80 %", in80.to, value);
  }

  #pointed(plot) {
    this.select(plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null));
  }

  #annotate(plot) {
    const { ctx, bbox } = plot;
    const spec = this.#spec;
    const ratio = devicePixelRatio;
    const bottom = bbox.top + bbox.height;
    const right = bbox.left + bbox.width;
    const vertical = (x, dash) => {
      ctx.beginPath();
      ctx.setLineDash(dash.map((length) => length * ratio));
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bottom);
      ctx.stroke();
    };
    ctx.save();
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.lineWidth = ratio;
    ctx.textBaseline = "alphabetic";

    let free = -Infinity;
    spec.signs?.forEach((sign, index) => {
      if (sign === "") return;
      const x = plot.valToPos(spec.times[index], "x", true);
      ctx.strokeStyle = color("line");
      vertical(x, [2, 3]);
      const half = ctx.measureText(sign).width / 2;
      if (x - half < free) return;
      free = x + half + 6 * ratio;
      ctx.fillStyle = color("muted");
      ctx.textAlign = "center";
      ctx.fillText(sign, x, bbox.top - 7 * ratio);
    });
    for (const { value, label } of spec.lines ?? []) {
      const y = plot.valToPos(value, "y", true);
      ctx.strokeStyle = color("warn-line");
      ctx.setLineDash([5 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(right, y);
      ctx.stroke();
      ctx.fillStyle = color("warn-strong");
      // An estimate leaves more room at the right, where its readings are not.
      ctx.textAlign = spec.estimate ? "right" : "left";
      ctx.fillText(
        label,
        spec.estimate ? right - 6 * ratio : bbox.left + 6 * ratio,
        y - 5 * ratio,
      );
    }
    for (const { time, label } of spec.marks ?? []) {
      const x = plot.valToPos(time, "x", true);
      ctx.strokeStyle = color("accent");
      vertical(x, [4, 3]);
      ctx.fillStyle = color("accent");
      const atEnd = x > right - 50 * ratio;
      ctx.textAlign = atEnd ? "right" : "left";
      ctx.fillText(label, x + (atEnd ? -5 : 5) * ratio, bottom - 6 * ratio);
    }
    if (spec.selected !== null && spec.selected !== undefined) {
      ctx.strokeStyle = color("text");
      vertical(plot.valToPos(spec.times[spec.selected], "x", true), []);
    }
    ctx.restore();
    this.#box.dataset.drawn = String(plot.data[0].length);
  }
}

function powers(high) {
  const splits = [0];
  for (let power = 1; power <= high; power *= 10) splits.push(power);
  return splits;
}

function sinceStart(t) {
  if (t === 0) return "0";
  if (t % DAY === 0) return `+${t / DAY} d`;
  if (t % HOUR === 0) return `+${t / HOUR} h`;
  return t < HOUR ? `+${t / MINUTE} min` : `+${Math.floor(t / HOUR)} h ${(t % HOUR) / MINUTE}`;
}

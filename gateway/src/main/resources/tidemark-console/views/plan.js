// What a budget for polls buys: asked before it is spent.

import { KeyNeeded, Problem, act, path, read } from "../lib/api.js";
import { el, section, setText, svg } from "../lib/dom.js";
import { count, dollars, fine } from "../lib/format.js";
import { doing, table } from "../lib/parts.js";
import { cadence } from "../lib/words.js";

/** The three things that can be asked for, one at a time, and what they are in a sentence. */
const KINDS = [
  ["usd_per_month", "Dollars a month"],
  ["polls_per_tweet", "Polls per tweet"],
  ["error_percent", "Error, percent"],
];

const UNITS = { requests: "calls", items: "posts", money: "micro-dollars" };

export function plan(root, { query, signal, fail }) {
  const zone = el("select", { name: "zone" }, el("option", { value: "" }, "none"));
  const tweets = number("tweets_per_hour", query.get("tweets_per_hour") ?? "");
  const asked = KINDS.find(([name]) => query.has(name))?.[0] ?? "polls_per_tweet";
  const kind = el(
    "select",
    { name: "kind" },
    KINDS.map(([name, title]) => el("option", { value: name, selected: name === asked }, title)),
  );
  const amount = number("amount", query.get(asked) ?? "3");
  amount.required = true;
  const said = el("p", { class: "bad", role: "alert" });
  const answer = el("div", { "aria-live": "polite" });
  const form = el(
    "form",
    { class: "fields" },
    field("Zone", zone),
    field("Tweets an hour", tweets),
    field("Plan by", kind),
    field("Amount", amount),
    el("button", { class: "main" }, "Plan"),
  );
  root.append(
    el("h1", {}, "Plan"),
    section(
      "What do polls cost, and what is missed?",
      form,
      el(
        "p",
        { class: "hint" },
        "Told from a model of how tweets grow: the zone's own where it has one, else the one that ships with",
        " Tidemark. Nothing is polled for it. Without tweets an hour, those of the zone's last 7 days count.",
      ),
      said,
    ),
    answer,
  );

  const ask = async () => {
    const wanted = new URLSearchParams();
    if (zone.value !== "") wanted.set("zone", zone.value);
    if (tweets.value !== "") wanted.set("tweets_per_hour", tweets.value);
    wanted.set(kind.value, amount.value);
    history.replaceState(null, "", `#/plan?${wanted}`);
    try {
      const found = await read(`/api/plan?${wanted}`, signal);
      setText(said, "");
      answer.replaceChildren(...shown(found, fail));
    } catch (problem) {
      if (signal.aborted) return;
      if (problem instanceof KeyNeeded) fail(problem);
      else {
        answer.replaceChildren();
        setText(said, problem.message);
      }
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  begin();

  async function begin() {
    try {
      const { zones } = await read("/api/zones?limit=500", signal);
      zone.append(...zones.map(({ id }) => el("option", { value: id }, id)));
      zone.value = query.get("zone") ?? "";
      if (KINDS.some(([name]) => query.has(name))) await ask();
    } catch (problem) {
      if (signal.aborted) return;
      if (problem instanceof Problem) setText(said, problem.message);
      else fail(problem);
    }
  }
}

function number(name, value) {
  return el("input", { name, type: "number", min: "0", step: "any", inputmode: "decimal", value });
}

function field(title, input) {
  return el("label", {}, title, input);
}

function shown(found, fail) {
  const { plan: chosen, one_percent_more: more } = found;
  const sentence = el("p", { class: "lead" }, inWords(found));
  const next = el(
    "p",
    {},
    `One percent more (${dollars(round(more.usd_per_month - chosen.usd_per_month))} a month) would make the error `,
    `${precise(more.error_percent)} % instead of ${precise(chosen.error_percent)} %.`,
  );
  const ways = table({
    label: "Cadences",
    columns: ["Cadence", "Polls per tweet", "Error", "Mean error", "A month", "Calls a day"],
    none: "",
    keyOf: ({ cadence: name }) => name,
    row: (way) => [
      cadence(way.cadence),
      fine(way.polls_per_tweet),
      `${precise(way.error_percent)} %`,
      `${precise(way.mean_error_percent)} %`,
      dollars(round(way.usd_per_month)),
      count(way.sources[0].calls_per_day),
    ],
  });
  ways.update([{ cadence: "ADAPTIVE", ...chosen }, ...found.cadences]);
  const sources = table({
    label: "Platforms",
    columns: ["Platform", "Calls a day", "A day", "A month", "Limits"],
    none: "",
    keyOf: ({ source }) => source,
    row: (use) => [
      use.source,
      count(use.calls_per_day),
      dollars(round(use.usd_per_day)),
      dollars(round(use.usd_per_month)),
      use.fits ? "fits" : use.exceeded.map(limit).join("; "),
    ],
  });
  sources.update(chosen.sources);
  return [
    section("What it buys", sentence, found.reached ? next : null, picture(found)),
    section("Beside the cadences by the clock", ways.node),
    section("At each platform", sources.node),
    section("Set it", ...setting(found, fail)),
  ];
}

function inWords({ plan: chosen, reached, source, tweets_per_hour: tweets, horizon, sampled_per_day: sampled }) {
  const start = reached ? "" : "That cannot be planned; the nearest plan: ";
  return (
    `${start}${precise(chosen.polls_per_tweet)} polls per tweet, at ${fine(tweets)} tweets an hour and ${source}, ` +
    `cost ${dollars(round(chosen.usd_per_month))} a month. The curves of ${horizon} are then off by ` +
    `${precise(chosen.error_percent)} % of all engagement, and by ${precise(chosen.mean_error_percent)} % in the mean ` +
    `over tweets. ${count(sampled)} tweets a day are sampled besides, which is counted.`
  );
}

function limit({ window, unit, per_day: allowed, needed }) {
  return `${count(needed)} ${UNITS[unit]} a day, and the limit per ${window} admits ${count(allowed)}`;
}

function setting({ zone_id: zone, settings }, fail) {
  const change = el("pre", { tabindex: 0 }, el("code", {}, JSON.stringify(settings, null, 2)));
  const call = el("code", {}, `PATCH /api/zones/${zone ?? "…"}`);
  return [
    el("p", {}, "The plan is the body of ", call, ":"),
    change,
    zone === null
      ? el("p", { class: "hint" }, "Choose a zone to set it here.")
      : doing(
          `Poll ${zone} by this plan`,
          async () => {
            await act("PATCH", path`/api/zones/${zone}`, settings);
            return `${zone} is polled by it from now on.`;
          },
          fail,
        ),
  ];
}

const LEFT = 52;
const RIGHT = 560;
const TOP = 14;
const BOTTOM = 244;

/** Errors over dollars a month, or over polls where they have no price; both on logarithms. */
function picture({ frontier, plan: chosen, cadences }) {
  const priced = frontier[0].usd_per_month > 0;
  const across = (point) => (priced ? point.usd_per_month : point.polls_per_tweet);
  const drawn = frontier.filter((point) => across(point) > 0);
  const all = [...drawn, ...cadences, chosen].filter((point) => across(point) > 0);
  const x = scale(all.map(across), LEFT, RIGHT);
  const y = scale(all.map((point) => point.error_percent), BOTTOM, TOP);
  const at = (point) => ({ cx: x(across(point)), cy: y(point.error_percent) });
  const clock = cadences.map((way) => {
    const { cx, cy } = at(way);
    const late = cx > RIGHT - 130;
    return svg(
      "g",
      {},
      svg("circle", { class: "clock", cx, cy, r: 4 }),
      svg("text", { class: "name", x: cx + (late ? -8 : 8), y: cy + 4, "text-anchor": late ? "end" : "start" }, way.cadence),
    );
  });
  const label =
    `Error over ${priced ? "dollars a month" : "polls per tweet"}; the plan: ` +
    `${precise(chosen.error_percent)} percent at ${precise(across(chosen))}.`;
  return svg(
    "svg",
    { class: "frontier", viewBox: "0 0 580 290", role: "img", "aria-label": label },
    ticks(x.range).map((value) =>
      svg(
        "g",
        {},
        svg("path", { class: "grid", d: `M${x(value)} ${TOP}V${BOTTOM}` }),
        svg("text", { x: x(value), y: BOTTOM + 16, "text-anchor": "middle" }, priced ? `$${short(value)}` : short(value)),
      ),
    ),
    ticks(y.range).map((value) =>
      svg(
        "g",
        {},
        svg("path", { class: "grid", d: `M${LEFT} ${y(value)}H${RIGHT}` }),
        svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, `${short(value)} %`),
      ),
    ),
    svg("polyline", {
      class: "way",
      points: drawn.map((point) => `${x(across(point)).toFixed(1)},${y(point.error_percent).toFixed(1)}`).join(" "),
    }),
    drawn.map((point) => svg("circle", { class: "step", ...at(point), r: 2.5 })),
    clock,
    across(chosen) > 0 ? svg("circle", { class: "chosen", ...at(chosen), r: 7 }) : null,
    svg("text", { x: (LEFT + RIGHT) / 2, y: 284, "text-anchor": "middle" }, priced ? "dollars a month" : "polls per tweet"),
  );
}

/** A logarithmic scale over some values; `range` has its ends. */
function scale(values, from, to) {
  const above = values.filter((value) => value > 0);
  const low = Math.min(...above) / 1.15;
  const high = Math.max(...above) * 1.15;
  const position = (value) =>
    from + ((Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
  position.range = [low, high];
  return position;
}

/** 1, 2 and 5 of each power of ten in a range; the powers alone where that would be many. */
function ticks([low, high]) {
  const all = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of [1, 2, 5]) all.push(step * 10 ** power);
  }
  const inside = all.filter((value) => value >= low && value <= high);
  return inside.length <= 9 ? inside : inside.filter((value) => Math.log10(value) % 1 === 0);
}

function short(value) {
  return value >= 1 ? count(value) : String(Number(value.toPrecision(2)));
}

function round(value) {
  return Math.abs(value) < 0.1 ? Number(value.toPrecision(2)) : Math.round(value * 100) / 100;
}

function precise(value) {
  return value >= 10 ? fine(value) : String(Math.round(value * 100) / 100);
}

// Components that several views use: tables, tiles, bars, badges, action buttons.

import { KeyNeeded } from "./api.js";
import { el, keyed, setText } from "./dom.js";
import { count } from "./format.js";

/** Figures in tiles: tile("Name") gives { node, set(text, tone) }. */
export function tile(name, hint = null) {
  const value = el("dd", {}, "–");
  const note = el("dd", { class: "note" }, hint ?? "");
  return {
    node: el("div", {}, el("dt", {}, name), value, note),
    set: (text, more = hint, tone = "") => {
      setText(value, text);
      setText(note, more ?? "");
      value.className = tone;
    },
  };
}

/**
 * A table; when it is empty it shows a sentence instead.
 *
 * @param words whether its cells are texts rather than numbers
 */
export function table({ label, columns, none, keyOf, row, words = false }) {
  // Explicit roles: on a phone the style sets other display types, which remove the implicit ones.
  const body = el("tbody", { role: "rowgroup" });
  const empty = el("p", { class: "hint", hidden: true }, none);
  const wide = el(
    "div",
    { class: "wide", role: "region", "aria-label": label, tabindex: 0, hidden: true },
    el(
      "table",
      { class: words ? "of-words" : null, role: "table" },
      el(
        "thead",
        { role: "rowgroup" },
        el(
          "tr",
          { role: "row" },
          columns.map((title) => el("th", { scope: "col", role: "columnheader" }, title)),
        ),
      ),
      body,
    ),
  );
  const draw = keyed(body, keyOf, (first) => {
    const node = el("tr", { role: "row" });
    let told = "";
    return {
      node,
      update: (item) => {
        const news = JSON.stringify(item);
        if (news === told) return;
        told = news;
        node.replaceChildren(
          ...row(item).map((cell, index) =>
            index === 0
              ? el("th", { scope: "row", role: "rowheader" }, cell)
              : el("td", { role: "cell", "data-column": columns[index] }, cell),
          ),
        );
      },
    };
  });
  return {
    node: el("div", {}, empty, wide),
    update: (items) => {
      empty.hidden = items.length > 0;
      wide.hidden = items.length === 0;
      draw(items);
    },
  };
}

/** A share of something, as a bar with its words. */
export function meter(label, share, tone = "") {
  const bar = el("span", {
    class: `bar ${tone}`,
    role: "progressbar",
    "aria-label": label,
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-valuenow": Math.round(Math.min(1, share) * 100),
  });
  bar.style.setProperty("--share", Math.max(0, Math.min(1, share)));
  return bar;
}

/** Counts by name, each with a bar of its share. */
export function bars(none, word) {
  const list = el("ul", { class: "bars" });
  const empty = el("p", { class: "hint" }, none);
  let counts = {};
  let total = 1;
  const draw = keyed(
    list,
    (name) => name,
    (name) => {
      const value = el("span", { class: "value" });
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      return {
        node: el("li", {}, el("span", {}, word(name)), value, bar),
        update: () => {
          setText(value, count(counts[name]));
          bar.style.setProperty("--share", counts[name] / total);
        },
      };
    },
  );
  return {
    node: el("div", {}, empty, list),
    update: (names, newCounts) => {
      counts = newCounts;
      total = Math.max(1, Object.values(newCounts).reduce((sum, n) => sum + n, 0));
      empty.hidden = names.length > 0;
      draw(names);
    },
  };
}

export function badge(text, tone) {
  return el("span", { class: `badge ${tone}` }, text);
}

/**
 * A button that runs an action and shows the result beside it.
 *
 * @param task runs the action and returns the text to show
 */
export function doing(title, task, fail, after = () => {}) {
  const said = el("span", { class: "said", role: "status" });
  const button = el("button", {}, title);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    setText(said, "…");
    try {
      setText(said, await task());
      after();
    } catch (problem) {
      if (problem instanceof KeyNeeded) fail(problem);
      else setText(said, problem.message);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  return el("span", { class: "doing" }, button, said);
}

/** A hint in place of a part that this gateway does not have, or this key may not see. */
export function notAvailable(what) {
  return el("p", { class: "hint" }, what);
}

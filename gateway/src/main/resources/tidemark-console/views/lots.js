// Lots with a due time: how many are due, overdue, and held back for which reason.

import { el, setText } from "../lib/dom.js";
import { count, due, plural } from "../lib/format.js";

export function lotFigures() {
  const dueNow = el("dd", {}, "–");
  const overdue = el("dd", {}, "–");
  const waiting = el("dd", {}, "–");
  const next = el("dd", {}, "–");
  const held = el("div");
  let told = "";
  const fact = (name, value) => el("div", {}, el("dt", {}, name), value);
  return {
    node: el(
      "div",
      {},
      el(
        "dl",
        { class: "facts" },
        fact("Due now", dueNow),
        fact("Overdue", overdue),
        fact("With a due time", waiting),
        fact("Next one due", next),
      ),
      held,
    ),
    update: (lots) => {
      setText(dueNow, count(lots.due));
      setText(overdue, count(lots.overdue));
      overdue.className = lots.overdue > 0 ? "bad" : "";
      setText(waiting, count(lots.waiting));
      if (next.querySelector("time")?.dateTime !== lots.next_due_at) {
        next.replaceChildren(lots.next_due_at === null ? "none" : due(lots.next_due_at));
      }
      const news = JSON.stringify(lots.held);
      if (news === told) return;
      told = news;
      const reasons = Object.entries(lots.held);
      held.replaceChildren(
        ...(reasons.length === 0 ? [] : [el("h3", {}, "Held back")]),
        el("ul", {}, reasons.map(([why, n]) => el("li", {}, `${plural(n, "lot")}: ${why}`))),
      );
    },
  };
}

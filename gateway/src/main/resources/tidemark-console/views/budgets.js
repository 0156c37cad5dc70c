// The used and the allowed calls of each credential.

import { el, keyed } from "../lib/dom.js";
import { count, due, fine } from "../lib/format.js";
import { meter, notAvailable } from "../lib/parts.js";

export function budgetsPanel() {
  const list = el("ul", { class: "bars" });
  const none = notAvailable("No limit is set, or none has been used yet. TIDEMARK_…_PER_… set them.");
  const hidden = notAvailable(
    "Budgets cannot be read: this key is limited to zones, or no tracker answers.",
  );
  const draw = keyed(
    list,
    (line) => `${line.upstream} ${line.credential} ${line.window} ${line.unit} ${line.tenant ?? ""}`,
    () => {
      const node = el("li");
      let told = "";
      return {
        node,
        update: (line) => {
          const news = JSON.stringify(line);
          if (news === told) return;
          told = news;
          node.replaceChildren(...lineOf(line));
        },
      };
    },
  );
  hidden.hidden = none.hidden = true;
  return {
    node: el("div", {}, hidden, none, list),
    update: (answer) => {
      hidden.hidden = answer !== null;
      none.hidden = answer === null || answer.budgets.length > 0;
      draw(answer?.budgets ?? []);
    },
  };
}

function lineOf(line) {
  const money = line.unit === "money";
  const amount = (value) => (money ? `$${fine(value / 1e6)}` : count(value));
  const said = line.window.startsWith("reported:");
  const window = said ? `as it says of ${line.window.slice("reported:".length)}` : line.window === "spacing" ? "spacing" : `per ${line.window}`;
  const name = `${line.upstream}, ${window}${line.tenant ? `, part of ${line.tenant}` : ""}`;
  const tone = line.percentage >= 95 ? "over" : line.percentage >= 80 ? "near" : "";
  return [
    el("span", {}, name, " ", el("span", { class: "hint" }, `${line.unit}, key ${line.credential}`)),
    el("span", { class: "value" }, `${amount(line.used)} / ${amount(line.limit)}`),
    meter(`${name}: ${fine(line.percentage)} percent used`, line.percentage / 100, tone),
    el("span", { class: "hint" }, `${fine(line.percentage)} % used`, ...(line.used === 0 ? [] : [", free again ", due(line.resets_at)])),
  ];
}

// The live processes and the states of their circuit breakers.

import { el } from "../lib/dom.js";
import { absolute } from "../lib/format.js";
import { badge, notAvailable, table } from "../lib/parts.js";

export function processesPanel() {
  const processes = table({
    label: "Processes",
    columns: ["Process", "Since", "Circuit breakers"],
    none: "No process has a recent heartbeat; the database's clock may have jumped.",
    words: true,
    keyOf: (process) => `${process.name} ${process.started_at}`,
    row: (process) => [
      process.name,
      el("time", { datetime: process.started_at, title: absolute(process.started_at) }, absolute(process.started_at).slice(5, 16)),
      el("span", { class: "badges" }, breakers(process.breakers)),
    ],
  });
  const hidden = notAvailable("Processes are shown to keys that are not limited to tenants.");
  return {
    node: el("div", {}, hidden, processes.node),
    update: (list) => {
      hidden.hidden = list !== null;
      processes.node.hidden = list === null;
      if (list !== null) processes.update(list);
    },
  };
}

function breakers(states) {
  if (states.length === 0) return ["no platform yet"];
  return states.map(({ upstream, open, half_open: halfOpen }) =>
    open > 0
      ? badge(`${upstream}: open`, "bad")
      : halfOpen > 0
        ? badge(`${upstream}: probing`, "warn")
        : badge(`${upstream}: closed`, "good"),
  );
}

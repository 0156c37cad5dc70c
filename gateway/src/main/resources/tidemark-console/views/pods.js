// Processes that live, and how their circuit breakers stand.

import { el } from "../lib/dom.js";
import { absolute } from "../lib/format.js";
import { badge, notAvailable, table } from "../lib/parts.js";

export function podsPanel() {
  const pods = table({
    label: "Processes",
    columns: ["Pod", "Since", "Circuit breakers"],
    none: "No process has a recent heartbeat; the database's clock may have jumped.",
    words: true,
    keyOf: (pod) => `${pod.name} ${pod.started_at}`,
    row: (pod) => [
      pod.name,
      el("time", { datetime: pod.started_at, title: absolute(pod.started_at) }, absolute(pod.started_at).slice(5, 16)),
      el("span", { class: "badges" }, breakers(pod.breakers)),
    ],
  });
  const hidden = notAvailable("Processes are shown to keys that are not limited to tenants.");
  return {
    node: el("div", {}, hidden, pods.node),
    update: (list) => {
      hidden.hidden = list !== null;
      pods.node.hidden = list === null;
      if (list !== null) pods.update(list);
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

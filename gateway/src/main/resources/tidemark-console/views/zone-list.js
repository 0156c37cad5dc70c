// All zones, each a link to its page.

import { read } from "../lib/api.js";
import { el, keyed } from "../lib/dom.js";
import { badge } from "../lib/parts.js";
import { cadence } from "../lib/words.js";

export function zoneList(signal) {
  const list = el("ul", { class: "zones" });
  const empty = el(
    "p",
    { class: "hint", hidden: true },
    "There is no zone yet. Create one with ",
    el("code", {}, 'POST /api/zones {"name": "…"}'),
    " and the admin key, then map a rule to it.",
  );
  const draw = keyed(
    list,
    (zone) => `${zone.id} ${zone.status}`,
    (zone) => ({
      node: el(
        "li",
        {},
        el("a", { href: `#/zones/${encodeURIComponent(zone.id)}` }, zone.name),
        zone.name === zone.id ? null : el("code", {}, zone.id),
        el("span", { class: "hint" }, cadence(zone.cadence)),
        zone.status === "active" ? null : badge(zone.status, ""),
      ),
    }),
  );
  const load = async () => {
    const zones = [];
    let cursor = null;
    do {
      const page = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await read(`/api/zones?limit=500${page}`, signal);
      zones.push(...answer.zones);
      cursor = answer.next_cursor;
    } while (cursor !== null);
    draw(zones);
    empty.hidden = zones.length > 0;
  };
  return { node: el("div", {}, empty, list), load };
}

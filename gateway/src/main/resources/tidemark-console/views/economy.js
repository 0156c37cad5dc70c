// Calls made, and the calls that polling each tweet alone to its last round would have made.

import { el } from "../lib/dom.js";
import { count } from "../lib/format.js";
import { notAvailable, table } from "../lib/parts.js";

/** The platforms that give counters of tweets, in order; the first that was called is shown. */
const OF_TWEETS = ["twitterapi.io", "x"];

export function economy() {
  const lines = table({
    label: "Calls by platform",
    columns: ["Platform", "Calls made", "Without batching", "Without batching and stopping", "Spared"],
    none: "No platform has been called yet.",
    keyOf: ({ upstream }) => upstream,
    row: ({ upstream, calls, posts, without }) => [
      upstream,
      count(calls),
      count(posts),
      without === null ? "–" : count(without),
      spared(calls, without ?? posts),
    ],
  });
  const hint = el(
    "p",
    { class: "hint" },
    "Without batching: a call for each post that was polled. Without stopping: and a call for each round",
    " that stopped tweets would still have had.",
  );
  const hidden = notAvailable("Calls are shown to keys that are not limited to tenants.");
  return {
    node: el("div", {}, hidden, lines.node, hint),
    update: ({ calls, polls_spared: sparedPolls }) => {
      const known = calls !== undefined;
      hidden.hidden = known;
      hint.hidden = lines.node.hidden = !known;
      if (!known) return;
      const source = OF_TWEETS.find((name) => calls.some(({ upstream }) => upstream === name));
      lines.update(
        calls.map((line) => ({
          ...line,
          without: line.upstream === source ? line.posts + sparedPolls : null,
        })),
      );
    },
  };
}

function spared(calls, without) {
  return without <= calls ? "–" : `${Math.round((1 - calls / without) * 1000) / 10} %`;
}

// One tweet in a list.

import { el } from "../lib/dom.js";
import { count, due, perHour, signed, when } from "../lib/format.js";
import { badge } from "../lib/parts.js";

export function tweetEntry(first) {
  const facts = el("p", { class: "hint" });
  const figure = el("p", { class: "figure" });
  const node = el(
    "li",
    {},
    el(
      "a",
      { href: `#/tweets/${first.id}`, dir: "auto" },
      first.text.trim() === "" ? "(no text)" : first.text,
    ),
    figure,
    facts,
  );
  let told = "";
  return {
    node,
    update: (tweet) => {
      const news = JSON.stringify(tweet);
      if (news === told) return;
      told = news;
      figure.replaceChildren(
        ...leading(tweet),
        el("span", { title: "Likes + retweets + replies + quotes" }, count(tweet.total_engagement)),
      );
      facts.replaceChildren(
        ...(tweet.author === null ? [] : [`@${tweet.author}, `]),
        "arrived ",
        when(tweet.received_at),
        ...(tweet.next_update_at === null
          ? [", no longer tracked"]
          : [", next poll ", due(tweet.next_update_at)]),
        ...expectation(tweet),
        ...(tweet.sampled ? [" ", badge("sampled", "")] : []),
      );
    },
  };
}

/** What the list is in the order of. */
function leading(tweet) {
  if ("engagement_velocity" in tweet) return [el("strong", {}, perHour(tweet.engagement_velocity)), " "];
  if ("expected_engagement" in tweet) {
    const title = "The engagement that is expected at the horizon: as likely exceeded as not";
    return [el("strong", { title }, `≈ ${count(tweet.expected_engagement)}`), " now "];
  }
  return [];
}

function expectation({ expected_growth: growth, interval_80: in80, horizon_at: at }) {
  if (growth === undefined) return [];
  const range = in80 === null ? "" : ` (80 %: ${count(in80.from)} to ${count(in80.to)})`;
  return [", ", el("span", {}, signed(growth)), " expected ", when(at), range];
}

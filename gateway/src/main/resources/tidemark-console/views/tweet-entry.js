// One tweet in a list.

import { el } from "../lib/dom.js";
import { count, due, perHour, when } from "../lib/format.js";

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
        ...("engagement_velocity" in tweet
          ? [el("strong", {}, perHour(tweet.engagement_velocity)), " "]
          : []),
        el("span", { title: "Likes + retweets + replies + quotes" }, count(tweet.total_engagement)),
      );
      facts.replaceChildren(
        ...(tweet.author === null ? [] : [`@${tweet.author}, `]),
        "arrived ",
        when(tweet.received_at),
        ...(tweet.next_update_at === null
          ? [", no longer tracked"]
          : [", next poll ", due(tweet.next_update_at)]),
      );
    },
  };
}

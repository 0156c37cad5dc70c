// The button that polls a tweet's counters now, and how many manual refreshes the zone has left.

import { KeyNeeded, act, path } from "../lib/api.js";
import { el, section, setText } from "../lib/dom.js";
import { count, plural, span } from "../lib/format.js";
import { outcome } from "../lib/words.js";

/** @param done is called after a refresh */
export function refreshPanel(done, fail) {
  let tweet = null;
  const button = el("button", { class: "main", id: "refresh" }, "Read the counters now");
  const quota = el("p", { class: "hint" });
  const said = el("p", { role: "status" });
  button.addEventListener("click", async () => {
    if (tweet === null || button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    setText(said, "The platform is being asked …");
    try {
      const answer = await act(
        "POST",
        path`/api/twitter/tweets/${tweet.id}/refresh?zone_id=${tweet.zone_id}`,
      );
      setText(
        said,
        answer.success
          ? `Read: ${plural(answer.newMetrics.total_engagement, "engagement")}${
              answer.revived ? "; the tweet is tracked again" : ""
            }.`
          : `${outcome(answer.outcome)}: there are no new counters.`,
      );
      done();
    } catch (problem) {
      if (problem instanceof KeyNeeded) fail(problem);
      else {
        const help = problem.status === 403 ? " Use a key with the scope “refresh”." : "";
        setText(said, `Not read: ${problem.message}${help}`);
      }
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  return {
    node: section("Manual refresh", el("div", { class: "action" }, button, quota), said),
    update: (of, use) => {
      tweet = of;
      if (use === null) {
        setText(quota, "The number of refreshes that are left is not known at the moment.");
        return;
      }
      const left = Math.max(0, use.limit - use.used);
      const again =
        use.used === 0 ? "" : ` All are there again in ${span(use.resets_in_seconds * 1000)}.`;
      setText(quota, `${count(left)} of ${count(use.limit)} refreshes of this zone are left this hour.${again}`);
    },
  };
}

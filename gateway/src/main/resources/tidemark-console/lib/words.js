// The API's words in plain English. An unknown word is shown as it is.

const known = (words) => (word) => words[word] ?? word.replaceAll("_", " ");

export const tier = known({
  ultra_hot: "Ultra hot",
  hot: "Hot",
  warm: "Warm",
  cold: "Cold",
});

export const TIERS = ["ultra_hot", "hot", "warm", "cold"];

export const stopped = known({
  age_limit: "Reached the age limit",
  no_change_below_threshold: "Still, and below the zone’s P25",
  not_worth_a_poll: "Not worth another poll",
  deleted: "Gone from the platform",
  private: "No longer visible",
});

export const stoppedBecause = known({
  age_limit: "it reached the age limit of the zone’s cadence",
  no_change_below_threshold:
    "nothing had moved since the snapshot before and its engagement was below the zone’s P25",
  not_worth_a_poll: "what another poll would tell was expected to be worth less than its price",
  deleted: "the platform says it is gone",
  private: "the platform no longer shows it",
  superseded: "it was edited and goes on as its newer version",
});

export const outcome = known({
  present: "Answered",
  gone: "Gone",
  not_visible: "Not visible",
  absent: "Missing from the answer",
  unknown: "No usable answer",
  refused: "The platform refused the call",
  doubtful: "Doubtful answer",
});

export const decision = known({
  delta_positive: "goes on because it moved",
  above_threshold: "goes on because it is at or above the zone’s P25",
  worth_a_poll: "goes on because another poll is worth its price",
  sampled: "goes on because it is sampled: it is polled densely to the horizon",
  ask_again: "is polled again before that counts",
});

export const accountState = known({
  connected: "connected",
  needs_reconnect: "needs reconnecting",
  disabled: "disabled",
});

/** Why a tweet went on or stopped after a round, in a few words. */
export const roundDecision = known({
  delta_positive: "goes on: it moved",
  above_threshold: "goes on: at or above P25",
  worth_a_poll: "goes on: worth a poll",
  sampled: "goes on: sampled",
  ask_again: "is polled again before it counts",
  age_limit: "stops: age limit",
  no_change_below_threshold: "stops: still, and below P25",
  not_worth_a_poll: "stops: not worth a poll",
  deleted: "stops: gone from the platform",
  private: "stops: no longer visible",
});

const SIGNS = {
  delta_positive: "▲",
  above_threshold: "●",
  worth_a_poll: "◆",
  sampled: "◆",
  refreshed: "",
  ask_again: "?",
};

/** The same as a sign above the curve. */
export const decisionSign = (word) =>
  word === null || word === undefined
    ? ""
    : (SIGNS[word] ?? "■");

export const cadence = known({
  HOURLY_LOT: "Hourly, for 6 hours",
  AGE_TIER: "By age, for 12 hours",
  ADAPTIVE: "When a poll is worth its price",
});

export const origin = known({
  arrival: "Arrival",
  poll: "Round",
  webhook: "Delivery",
  refresh: "Manual refresh",
});

/** What brought a stopped tweet back. */
export const revivedBy = known({
  refresh: "a manual refresh found it alive",
  delivered_again: "it was delivered with higher counters",
  quoted: "other tweets quoted it",
  replied_to: "other tweets replied to it",
});

/** The growth model behind a forecast. */
export const model = known({
  zone: "the model of this zone",
  platform: "the model of all zones",
  shipped: "the model that ships with Tidemark",
});

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
  deleted: "Gone from the platform",
  private: "No longer visible",
});

export const stoppedBecause = known({
  age_limit: "it reached the age limit of the zone’s cadence",
  no_change_below_threshold:
    "nothing had moved since the snapshot before and its engagement was below the zone’s P25",
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
  ask_again: "is polled again before it counts",
  age_limit: "stops: age limit",
  no_change_below_threshold: "stops: still, and below P25",
  deleted: "stops: gone from the platform",
  private: "stops: no longer visible",
});

/** The same as a sign above the curve. */
export const decisionSign = (word) =>
  word === null || word === undefined
    ? ""
    : ({ delta_positive: "▲", above_threshold: "●", ask_again: "?" }[word] ?? "■");

export const cadence = known({
  HOURLY_LOT: "Hourly, for 6 hours",
  AGE_TIER: "By age, for 12 hours",
  ADAPTIVE: "Where a poll is worth its price",
});

export const origin = known({
  arrival: "Arrival",
  poll: "Round",
  webhook: "Delivery",
  refresh: "Manual refresh",
});

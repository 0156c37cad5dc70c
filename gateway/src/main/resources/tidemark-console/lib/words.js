// The API's words, in the reader's. A word we do not know is shown as it is.

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
  age_limit: "it is as old as the zone’s cadence follows a tweet",
  no_change_below_threshold:
    "nothing had moved since the reading before and its engagement was below the zone’s P25",
  deleted: "the platform says it is gone",
  private: "the platform no longer shows it",
});

export const outcome = known({
  present: "Answered",
  gone: "Gone",
  not_visible: "Not visible",
  absent: "Missing from the answer",
  unknown: "No usable answer",
  refused: "The call with it was refused",
});

export const decision = known({
  delta_positive: "goes on because it moved",
  above_threshold: "goes on because it is at or above the zone’s P25",
  ask_again: "is asked again before that counts",
});

export const cadence = known({
  HOURLY_LOT: "Hourly, for 6 hours",
  AGE_TIER: "By age, for 12 hours",
});

export const origin = known({
  arrival: "Arrival",
  poll: "Round",
  webhook: "Delivery",
  refresh: "Manual refresh",
});

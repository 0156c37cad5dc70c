package io.tidemark.simulator.tweets;

/** The visibility of a tweet to the public. */
public enum Visibility {
  PUBLIC,
  /** The account is protected. */
  PROTECTED,
  /** Deleted, never posted, or not posted yet; the platforms do not distinguish these. */
  ABSENT
}

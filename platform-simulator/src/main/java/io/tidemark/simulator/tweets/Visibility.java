package io.tidemark.simulator.tweets;

/** What a stranger sees when asking for a tweet. */
public enum Visibility {
  PUBLIC,
  /** Its account is protected. */
  PROTECTED,
  /** Deleted, never posted, or not posted yet: the platforms make no difference. */
  ABSENT
}

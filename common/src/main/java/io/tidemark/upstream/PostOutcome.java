package io.tidemark.upstream;

/**
 * The outcome of a batch call for one post it was asked about. A call that failed says nothing of
 * any post: {@link Gone} comes only from an answer that states it.
 *
 * @param <R> the counters of a present post
 */
public sealed interface PostOutcome<R> {

  record Present<R>(R counters) implements PostOutcome<R> {}

  /** The platform states that the post does not exist. */
  record Gone<R>() implements PostOutcome<R> {}

  /** The platform states that the post exists and that we may not see it. */
  record NotVisible<R>() implements PostOutcome<R> {}

  /** Left out of an answer by a platform that says so in no other way: a hint, not a statement. */
  record Absent<R>() implements PostOutcome<R> {}

  /** The answer says nothing usable of this post; ask again another time. */
  record Unknown<R>(String why) implements PostOutcome<R> {}

  /** A call for this post alone is refused as malformed. */
  record Refused<R>(String why) implements PostOutcome<R> {}
}

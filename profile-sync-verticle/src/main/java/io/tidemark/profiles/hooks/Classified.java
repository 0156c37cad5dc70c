package io.tidemark.profiles.hooks;

/** The result of classifying one hook. A confidence is from 0 to 1. */
public sealed interface Classified {

  record Typed(String hookType, double confidence) implements Classified {}

  /** No type reaches the required confidence; this is a result, not a failure. */
  record Unclassified(double confidence, String why) implements Classified {}

  /** The model gave no answer to this hook; it can be retried. */
  record Failed(String why) implements Classified {}

  /** The budget was used up by the other hooks; the caller has to give it again. */
  record NotAsked(String why) implements Classified {}

  /** {@link Typed}, or {@link Unclassified} when the confidence is below the required one. */
  static Classified of(String hookType, double confidence, double asked) {
    return confidence >= asked
        ? new Typed(hookType, confidence)
        : new Unclassified(confidence, "perhaps " + hookType);
  }
}

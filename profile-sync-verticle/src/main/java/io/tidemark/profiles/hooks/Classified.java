package io.tidemark.profiles.hooks;

/** What became of one hook. A confidence is from 0 to 1. */
public sealed interface Classified {

  record As(String hookType, double confidence) implements Classified {}

  /** No type fits so surely as is asked for: that is an answer, and not a guess. */
  record Unclassified(double confidence, String why) implements Classified {}

  /** There was no answer to this one; another time there may be. */
  record Failed(String why) implements Classified {}

  /** The budget did not admit it beside the others; it is to be given again. */
  record NotAsked(String why) implements Classified {}

  /** The answer of a model that is so sure. */
  static Classified of(String hookType, double confidence, double asked) {
    return confidence >= asked
        ? new As(hookType, confidence)
        : new Unclassified(confidence, "perhaps " + hookType);
  }
}

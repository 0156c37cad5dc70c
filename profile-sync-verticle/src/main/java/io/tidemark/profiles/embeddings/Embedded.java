package io.tidemark.profiles.embeddings;

import java.time.Instant;

/** The result of embedding one text. */
public sealed interface Embedded {

  record Vector(float[] values) implements Embedded {}

  /** The model refuses this text for good. */
  record Refused(String why) implements Embedded {}

  /**
   * The budget was used up by the texts before it; the caller has to give it again.
   *
   * @param until when the budget admits more
   */
  record NotAsked(Instant until, String why) implements Embedded {}
}

package io.tidemark.profiles.embeddings;

import java.time.Instant;

/** What became of one text. */
public sealed interface Embedded {

  record Vector(float[] values) implements Embedded {}

  /** The model does not take this text; it will not tomorrow either. */
  record Refused(String why) implements Embedded {}

  /**
   * The budget did not admit it beside those before it; it is to be given again.
   *
   * @param until when the budget admits more
   */
  record NotAsked(Instant until, String why) implements Embedded {}
}

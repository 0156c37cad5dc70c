package io.tidemark.profiles.embeddings;

/** What became of one text. */
public sealed interface Embedded {

  record Vector(float[] values) implements Embedded {}

  /** The model does not take this text; it will not tomorrow either. */
  record Refused(String why) implements Embedded {}
}

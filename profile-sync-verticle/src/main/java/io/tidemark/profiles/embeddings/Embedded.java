package io.tidemark.profiles.embeddings;

public sealed interface Embedded {
  record Vector(float[] values) implements Embedded {}

  record Refused(String why) implements Embedded {}
}

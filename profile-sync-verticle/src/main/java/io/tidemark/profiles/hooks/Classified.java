package io.tidemark.profiles.hooks;

public sealed interface Classified {
  record As(String hookType, double confidence) implements Classified {}

  record Unclassified(double confidence, String why) implements Classified {}

  record Failed(String why) implements Classified {}
}

package io.tidemark.profiles.embeddings;

import java.util.regex.Pattern;

/** Vectors can be compared with those of the same space only. */
public record EmbeddingSpace(String model, int dimensions) {

  /** Names go into statements that define indexes, which take no parameters. */
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");

  public EmbeddingSpace {
    if (!MODEL.matcher(model).matches() || dimensions < 1) {
      throw new IllegalArgumentException("no space of vectors: " + model + ", " + dimensions);
    }
  }
}

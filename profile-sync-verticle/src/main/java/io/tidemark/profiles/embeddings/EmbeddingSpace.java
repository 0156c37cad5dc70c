package io.tidemark.profiles.embeddings;

import java.util.regex.Pattern;

/** A model and its dimensions; only vectors of one space can be compared. */
public record EmbeddingSpace(String model, int dimensions) {

  /** Restricted, because names are part of index definitions, which take no parameters. */
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");

  public EmbeddingSpace {
    if (!MODEL.matcher(model).matches() || dimensions < 1) {
      throw new IllegalArgumentException("no space of vectors: " + model + ", " + dimensions);
    }
  }
}

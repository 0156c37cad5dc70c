package io.tidemark.profiles.models;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a model gave nothing at all. */
public final class ModelTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Instant until;

  /**
   * @param until when to ask again; null = never by itself (quota used up, key refused)
   */
  public ModelTrouble(String why, @Nullable Instant until) {
    super(why);
    this.until = until;
  }

  public @Nullable Instant until() {
    return until;
  }

  public boolean terminal() {
    return until == null;
  }
}

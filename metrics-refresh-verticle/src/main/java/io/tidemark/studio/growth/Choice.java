package io.tidemark.studio.growth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The posts of an account that a model chose for a run.
 *
 * @param posts their rows, in the order in which they are asked about
 * @param eligible how many posts there were to choose from
 * @param curves the number of curves of the model
 * @param nextDueAt when the first post that was left must be read; null when none was
 */
public record Choice(List<Long> posts, int eligible, int curves, @Nullable Instant nextDueAt) {

  public Choice {
    posts = List.copyOf(posts);
  }
}

package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.growth.Growth;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post, or a reshare of one. It never changes: its counters are a function of its age.
 *
 * @param urn the number of the activity
 * @param shareUrn the number of what was shared: two reshares of one post have it in common
 * @param author public id of whoever posted or reshared it
 * @param number running for each author
 * @param hook the truth, which the scraper does not tell
 * @param writer public id of whoever wrote it; absent when the author did
 * @param namesPoster when false, the scraper knows no more than the poster's address
 */
public record LinkedInPost(
    String urn,
    String shareUrn,
    String author,
    int number,
    String text,
    HookKind hook,
    Instant createdAt,
    Growth growth,
    @Nullable String writer,
    boolean namesPoster,
    PostMedia media) {

  public boolean isReshare() {
    return writer != null;
  }

  /** The true counters, whatever the scraper answers. */
  public Counters countersAt(Instant now) {
    return growth.at(Duration.between(createdAt, now));
  }
}

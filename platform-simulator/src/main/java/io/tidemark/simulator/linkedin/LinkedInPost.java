package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.SimulatedCounters;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post, or a reshare of one. Immutable: its counters are a function of its age.
 *
 * @param urn number of the activity
 * @param shareUrn number of the shared content; reshares of one post have the same
 * @param author public id of the author who posted or reshared it
 * @param number sequence number per author
 * @param hook the true kind of the opening line; the scraper does not return it
 * @param writer public id of the original writer; null when it is the author
 * @param namesPoster when false, the scraper returns only the poster's URL
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

  /** The true counters, independent of what the scraper returns. */
  public SimulatedCounters countersAt(Instant now) {
    return growth.at(Duration.between(createdAt, now));
  }
}

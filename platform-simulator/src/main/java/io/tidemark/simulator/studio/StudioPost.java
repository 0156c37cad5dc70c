package io.tidemark.simulator.studio;

import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.meter.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A published post. Immutable: its counters are a function of its age.
 *
 * @param account external id of the account that published it
 * @param number sequence number in order of publication
 */
public record StudioPost(
    Platform platform,
    String externalId,
    String account,
    long number,
    String caption,
    Instant createdAt,
    Growth growth,
    @Nullable MediaType mediaType,
    MediaProductType mediaProductType,
    Set<String> unsupportedMetrics,
    boolean hidesLikes,
    Duration insightsAfter) {

  /** The true counters, independent of what the platforms return. */
  public SimulatedCounters countersAt(Instant now) {
    return growth.at(ageAt(now));
  }

  public Duration ageAt(Instant now) {
    return Duration.between(createdAt, now);
  }
}

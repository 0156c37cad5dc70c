package io.tidemark.studio.platforms;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a studio post. What the platform did not give is null, never 0; a counter may be
 * lower than before.
 *
 * @param impressions what most platforms have ceased to give
 * @param views what most of them give instead
 * @param raw what the platform answered for the post, as it came, without any credential
 * @param origins by counter what the platform calls it, where that is not its usual name there
 * @param lacking what was asked for in vain this time, and why; empty when nothing was
 */
public record Metrics(
    @Nullable Long impressions,
    @Nullable Long views,
    @Nullable Long reach,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long shares,
    @Nullable Long saves,
    @Nullable Long clicks,
    @Nullable Long totalInteractions,
    JsonObject raw,
    Map<String, String> origins,
    String lacking) {

  public Metrics {
    origins = Map.copyOf(origins);
  }

  /** All that was asked for, under the usual names. */
  public Metrics(
      @Nullable Long impressions,
      @Nullable Long views,
      @Nullable Long reach,
      @Nullable Long likes,
      @Nullable Long comments,
      @Nullable Long shares,
      @Nullable Long saves,
      @Nullable Long clicks,
      @Nullable Long totalInteractions,
      JsonObject raw) {
    this(
        impressions,
        views,
        reach,
        likes,
        comments,
        shares,
        saves,
        clicks,
        totalInteractions,
        raw,
        Map.of(),
        "");
  }

  /** The counters that were given, whatever they count. */
  public Stream<Long> counters() {
    return Stream.of(
            impressions, views, reach, likes, comments, shares, saves, clicks, totalInteractions)
        .filter(Objects::nonNull);
  }
}

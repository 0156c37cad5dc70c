package io.tidemark.studio.platforms;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * @param doubt why it is not believed whatever it says; empty when it may be
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
    String lacking,
    String doubt) {

  /** One counter of a video or post is that many times another reading of the same at most. */
  private static final double FAR = 10.0;

  private static final String TWICE =
      "the answer held it twice, with readings that contradict each other";

  public Metrics {
    origins = Map.copyOf(origins);
  }

  /** A reading that does not contradict itself. */
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
      JsonObject raw,
      Map<String, String> origins,
      String lacking) {
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
        origins,
        lacking,
        "");
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

  /**
   * Of two readings in one answer the higher of each counter; doubtful where no post can have had
   * both: one is ahead in one counter and behind in another, or a counter is more than tenfold.
   */
  public Metrics highest(Metrics other) {
    boolean contradict = isAheadOf(other) && other.isAheadOf(this);
    return new Metrics(
        higher(impressions, other.impressions),
        higher(views, other.views),
        higher(reach, other.reach),
        higher(likes, other.likes),
        higher(comments, other.comments),
        higher(shares, other.shares),
        higher(saves, other.saves),
        higher(clicks, other.clicks),
        higher(totalInteractions, other.totalInteractions),
        other.isAheadOf(this) ? other.raw : raw,
        origins,
        lacking,
        contradict || isFarFrom(other) || other.isFarFrom(this) ? TWICE : doubt);
  }

  private boolean isAheadOf(Metrics other) {
    return pairs(other).anyMatch(pair -> pair[0] > pair[1]);
  }

  private boolean isFarFrom(Metrics other) {
    return pairs(other).anyMatch(pair -> pair[0] / FAR > Math.max(1, pair[1]));
  }

  /** Of each counter that both have this value and the other's. */
  private Stream<long[]> pairs(Metrics other) {
    return Stream.of(
            pair(impressions, other.impressions),
            pair(views, other.views),
            pair(reach, other.reach),
            pair(likes, other.likes),
            pair(comments, other.comments),
            pair(shares, other.shares),
            pair(saves, other.saves),
            pair(clicks, other.clicks),
            pair(totalInteractions, other.totalInteractions))
        .flatMap(Optional::stream);
  }

  private static Optional<long[]> pair(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null ? Optional.empty() : Optional.of(new long[] {one, other});
  }

  private static @Nullable Long higher(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }
}

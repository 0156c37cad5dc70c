package io.tidemark.studio.platforms;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a studio post at one time. A counter that the platform did not give is null,
 * never 0; a counter may be lower than before.
 *
 * @param impressions no longer given by most platforms
 * @param views given by most of them instead
 * @param raw the platform's answer for the post, without credentials
 * @param origins the platform's name of a counter, by counter, where it is not the usual one
 * @param lacking which requested metrics are lacking, and why; empty when none is
 * @param doubt why these counters contradict each other; empty when they do not
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

  /** Two values of one counter in one answer contradict each other from this factor on. */
  private static final double FAR = 10.0;

  private static final String TWICE =
      "the answer held it twice, with counters that contradict each other";

  public Metrics {
    origins = Map.copyOf(origins);
  }

  /** Metrics without contradiction. */
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

  /** Complete metrics under the usual names. */
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

  /** All counters that were given. */
  public Stream<Long> counters() {
    return Stream.of(
            impressions, views, reach, likes, comments, shares, saves, clicks, totalInteractions)
        .filter(Objects::nonNull);
  }

  /**
   * Combines two entries of one answer: the higher value of each counter. The result is doubtful
   * when one post cannot have had both: one entry is ahead in one counter and behind in another, or
   * a counter differs more than tenfold.
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

  /** The two values of each counter that both entries have. */
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

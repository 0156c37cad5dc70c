package io.tidemark.simulator.control;

import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.MediaType;
import io.tidemark.simulator.studio.PostDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /simulator/studio/posts}. Absent fields are generated, except the
 * account.
 *
 * @param count number of posts to create; 1 when absent
 * @param age age at the time of the request, instead of {@code createdAt}
 */
record NewPosts(
    @Nullable Integer count,
    @Nullable String account,
    @Nullable String externalId,
    @Nullable String caption,
    @Nullable Instant createdAt,
    @Nullable Duration age,
    NewTweets.@Nullable NewGrowth growth,
    @Nullable MediaType mediaType,
    @Nullable MediaProductType mediaProductType,
    @Nullable List<String> unsupportedMetrics,
    boolean hidesLikes,
    @Nullable Duration insightsAfter) {

  static final int MOST = 10_000;

  PostDraft draft(Instant now) {
    if (count != null && count > 1 && externalId != null) {
      throw new InvalidFieldException("externalId", "externalId is for one post only");
    }
    String publisher = InvalidFieldException.required("account", account);
    Instant created = NewTweets.created(createdAt, age, now);
    if (unsupportedMetrics != null && unsupportedMetrics.stream().anyMatch(Objects::isNull)) {
      throw new InvalidFieldException(
          "unsupportedMetrics", "unsupportedMetrics must not contain null");
    }
    return new PostDraft(
        publisher,
        externalId,
        caption,
        created,
        growth == null ? null : growth.growth(),
        mediaType,
        mediaProductType == null ? MediaProductType.FEED : mediaProductType,
        unsupportedMetrics == null ? Set.of() : Set.copyOf(unsupportedMetrics),
        hidesLikes,
        insightsAfter == null ? Duration.ZERO : insightsAfter);
  }
}

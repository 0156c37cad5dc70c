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

  private static final int MOST = 10_000;

  int howMany() {
    int many = count == null ? 1 : count;
    if (many < 1 || many > MOST) {
      throw new InvalidFieldException(
          "count", "count must be between 1 and " + MOST + ", not " + many);
    }
    if (many > 1 && externalId != null) {
      throw new InvalidFieldException("externalId", "externalId is for one post only");
    }
    return many;
  }

  PostDraft draft(Instant now) {
    if (account == null) {
      throw new InvalidFieldException("account", "account is missing");
    }
    if (createdAt != null && age != null) {
      throw new InvalidFieldException("age", "age and createdAt exclude each other");
    }
    if (unsupportedMetrics != null && unsupportedMetrics.stream().anyMatch(Objects::isNull)) {
      throw new InvalidFieldException(
          "unsupportedMetrics", "unsupportedMetrics must not contain null");
    }
    return new PostDraft(
        account,
        externalId,
        caption,
        age == null ? createdAt : now.minus(age),
        growth == null ? null : growth.growth(),
        mediaType,
        mediaProductType == null ? MediaProductType.FEED : mediaProductType,
        unsupportedMetrics == null ? Set.of() : Set.copyOf(unsupportedMetrics),
        hidesLikes,
        insightsAfter == null ? Duration.ZERO : insightsAfter);
  }
}

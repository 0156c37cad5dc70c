package io.tidemark.simulator.studio;

import io.tidemark.simulator.faults.RecordCopy;
import io.tidemark.simulator.growth.Growth;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A post to publish. Absent fields are generated.
 *
 * @param account external id of the publishing account
 * @param createdAt the current time when absent
 * @param growth few reactions when absent; likes, replies, retweets with quotes, bookmarks and
 *     views stand for likes, comments, shares, saves and views
 * @param mediaType when absent, an image on Instagram, a video on TikTok and text only on a page
 * @param unsupportedMetrics insights that this post does not support
 * @param hidesLikes Instagram: its owner hides the likes
 * @param insightsAfter insights are empty before the post has this age
 */
public record PostDraft(
    String account,
    @Nullable String externalId,
    @Nullable String caption,
    @Nullable Instant createdAt,
    @Nullable Growth growth,
    @Nullable MediaType mediaType,
    MediaProductType mediaProductType,
    Set<String> unsupportedMetrics,
    boolean hidesLikes,
    Duration insightsAfter) {

  /**
   * @throws IllegalArgumentException with a sentence that begins with the name of the bad value
   */
  public PostDraft {
    unsupportedMetrics = Set.copyOf(unsupportedMetrics);
    if (externalId != null && !externalId.matches("[0-9]{5,20}(_[0-9]{1,20})?")) {
      throw new IllegalArgumentException(
          "externalId must be a number, or two with _ between, but is " + externalId);
    }
    if (insightsAfter.isNegative()) {
      throw new IllegalArgumentException(
          "insightsAfter must not be negative, but is " + insightsAfter);
    }
  }

  /** All fields are generated. */
  public static PostDraft of(String account) {
    var feed = MediaProductType.FEED;
    return new PostDraft(
        account, null, null, null, null, null, feed, Set.of(), false, Duration.ZERO);
  }

  public static PostDraft of(StudioAccount account) {
    return of(account.externalId());
  }

  public PostDraft withId(String externalId) {
    return RecordCopy.of(this, Map.of("externalId", externalId));
  }

  public PostDraft withCaption(String caption) {
    return RecordCopy.of(this, Map.of("caption", caption));
  }

  public PostDraft at(Instant createdAt) {
    return RecordCopy.of(this, Map.of("createdAt", createdAt));
  }

  public PostDraft growing(Growth growth) {
    return RecordCopy.of(this, Map.of("growth", growth));
  }

  public PostDraft as(MediaType mediaType, MediaProductType mediaProductType) {
    return RecordCopy.of(
        this, Map.of("mediaType", mediaType, "mediaProductType", mediaProductType));
  }

  public PostDraft without(String... unsupportedMetrics) {
    return RecordCopy.of(this, Map.of("unsupportedMetrics", Set.of(unsupportedMetrics)));
  }

  public PostDraft hidingLikes() {
    return RecordCopy.of(this, Map.of("hidesLikes", true));
  }

  public PostDraft withInsightsAfter(Duration insightsAfter) {
    return RecordCopy.of(this, Map.of("insightsAfter", insightsAfter));
  }
}

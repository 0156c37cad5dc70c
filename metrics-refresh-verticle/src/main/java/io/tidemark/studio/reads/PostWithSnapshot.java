package io.tidemark.studio.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.studio.posts.Posts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post with its latest snapshot.
 *
 * @param postedAt null while it is not published
 * @param failedRuns failed runs in a row
 * @param latest null when it was never read
 * @param lacking which metrics the last answer lacked, and why; null when none
 * @param doubt null when the last answer is believed
 */
public record PostWithSnapshot(
    long id,
    @JsonProperty("workspace_id") String workspace,
    @JsonProperty("account_id") long account,
    String platform,
    @Nullable String externalId,
    @Nullable String mediaType,
    @Nullable String caption,
    @Nullable String url,
    @Nullable Instant postedAt,
    int failedRuns,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt,
    @Nullable PostSnapshot latest,
    @Nullable String lacking,
    @Nullable Doubt doubt) {

  /**
   * An answer that is not believed until a second one agrees.
   *
   * @param askAgainAt when the post is asked about again
   */
  public record Doubt(String reason, @Nullable Instant capturedAt, @Nullable Instant askAgainAt) {}

  /** Whether it is listed as persistently failing. */
  @JsonProperty("persistent")
  public boolean isPersistent() {
    return failedRuns >= Posts.PERSISTENT;
  }
}

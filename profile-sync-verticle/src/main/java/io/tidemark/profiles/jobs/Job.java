package io.tidemark.profiles.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The present state of a cascade (a sync as a whole) or of one of its steps.
 *
 * @param parent the cascade; null for a cascade
 * @param status never waiting: a waiting job is running and has {@code waitingUntil}
 * @param trigger scheduled or manual
 * @param workspace whose profiles; null for all
 * @param waitingUntil when it is retried, because a platform or model is not available; null
 *     otherwise
 * @param counts for a cascade the sums over its steps
 */
public record Job(
    long id,
    @JsonIgnore @Nullable Long parent,
    @JsonProperty("job_type") JobType type,
    RunStatus status,
    String trigger,
    @JsonProperty("workspace_id") @Nullable String workspace,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    @Nullable String error,
    @JsonUnwrapped Counts counts)
    implements RunState {

  /**
   * @param failed profiles and posts that failed
   */
  public record Counts(
      int profilesProcessed,
      int successfulProfiles,
      int postsScraped,
      int postsNew,
      int embeddingsUpdated,
      int hooksClassified,
      int failed) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    /** The counts of a batch of the embedding step. */
    public static Counts embeddings(int updated, int failed) {
      return new Counts(0, 0, 0, 0, updated, 0, failed);
    }

    /** The counts of a batch of the classification step. */
    public static Counts hooks(int classified, int failed) {
      return new Counts(0, 0, 0, 0, 0, classified, failed);
    }
  }

  /**
   * The result of a scraping step for one profile.
   *
   * @param status pending, done, failed or skipped
   */
  public record Item(
      @JsonProperty("profile_id") long profile,
      @Nullable String linkedinId,
      String status,
      int postsScraped,
      int postsNew,
      @Nullable String error) {}
}

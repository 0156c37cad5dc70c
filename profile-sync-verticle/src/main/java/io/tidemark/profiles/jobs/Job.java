package io.tidemark.profiles.jobs;

import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cascade or one of its steps as it stands.
 *
 * @param parent the cascade; null for a cascade
 * @param status never waiting: one that waits is running, with {@code waitingUntil}
 * @param trigger scheduled or manual
 * @param workspace whose profiles; null for all
 * @param waitingUntil put back until then, because what it needs is not to be had
 * @param counts of a cascade: of all its steps together
 */
public record Job(
    long id,
    @Nullable Long parent,
    JobType type,
    RunStatus status,
    String trigger,
    @Nullable String workspace,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    @Nullable String error,
    Counts counts)
    implements RunState {

  /**
   * @param failed profiles and posts that did not succeed
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

    public static Counts embeddings(int updated, int failed) {
      return new Counts(0, 0, 0, 0, updated, 0, failed);
    }

    public static Counts hooks(int classified, int failed) {
      return new Counts(0, 0, 0, 0, 0, classified, failed);
    }
  }

  /**
   * What a scraping step did at one profile.
   *
   * @param status pending, done, failed or skipped
   */
  public record Part(
      long profile,
      @Nullable String linkedinId,
      String status,
      int postsScraped,
      int postsNew,
      @Nullable String error) {}
}

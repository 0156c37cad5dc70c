package io.tidemark.studio.runs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param trigger scheduled, cron or manual
 * @param workspace null for all of them
 * @param status running, completed, partial or failed
 * @param waitingUntil put back until then, because all that is left must wait
 */
public record Run(
    long id,
    String trigger,
    @Nullable String workspace,
    String status,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    List<Part> parts) {

  public Run {
    parts = List.copyOf(parts);
  }

  public boolean isUnfinished() {
    return status.equals("running");
  }

  /**
   * What a run has done at one account.
   *
   * @param status pending, done, failed or skipped
   * @param reason why not, or not all; null when there is none
   * @param eligible posts published lately
   * @param notDue of these, were read lately enough
   * @param errors a line for each post that was not read, the first hundred
   */
  public record Part(
      long account,
      String workspace,
      String platform,
      boolean connected,
      String status,
      @Nullable String reason,
      int eligible,
      int notDue,
      int processed,
      int updated,
      int failed,
      List<String> errors) {

    public Part {
      errors = List.copyOf(errors);
    }

    /** Posts that should have been read and were not even asked about. */
    public int notReached() {
      return Math.max(0, eligible - notDue - processed);
    }
  }
}

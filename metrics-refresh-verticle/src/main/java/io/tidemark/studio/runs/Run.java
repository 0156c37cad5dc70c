package io.tidemark.studio.runs;

import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
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
 * @param forced whether posts are read that are not due
 */
public record Run(
    long id,
    String trigger,
    @Nullable String workspace,
    RunStatus status,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    boolean forced,
    List<Part> parts)
    implements RunState {

  public Run {
    parts = List.copyOf(parts);
  }

  /**
   * What a run has done at one account.
   *
   * @param status pending, done, failed or skipped
   * @param reason why not, or not all; null when there is none
   * @param eligible posts published lately
   * @param notDue of these, were read lately enough
   * @param errors a line for each post that was not read, the first hundred
   * @param noData posts of which the platform has no numbers
   * @param lacking of those updated, those with some metrics missing
   * @param notes a line for each post of which there is something to say, the first hundred
   * @param nextDueAt when the first of those that are not due is; null when all are
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
      List<String> errors,
      int noData,
      int lacking,
      List<String> notes,
      @Nullable Instant nextDueAt) {

    public Part {
      errors = List.copyOf(errors);
      notes = List.copyOf(notes);
    }

    /** Of whose posts there is nothing more to say. */
    public Part(
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
      this(
          account, workspace, platform, connected, status, reason, eligible, notDue, processed,
          updated, failed, errors, 0, 0, List.of(), null);
    }

    /** Posts that should have been read and were not even asked about. */
    public int notReached() {
      return Math.max(0, eligible - notDue - processed);
    }
  }
}

package io.tidemark.studio.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.growth.WorkspaceGrowth;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The present state of a run.
 *
 * @param trigger scheduled, cron or manual
 * @param workspace null for all workspaces
 * @param status running, completed, partial or failed
 * @param waitingUntil when it is retried, because all remaining accounts wait; null otherwise
 * @param forced whether it also reads posts that are not due
 */
public record Run(
    long id,
    String trigger,
    @JsonProperty("workspace_id") @Nullable String workspace,
    RunStatus status,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    boolean forced,
    @JsonProperty("accounts") List<Item> items)
    implements RunState {

  public Run {
    items = List.copyOf(items);
  }

  /**
   * The progress of a run at one account.
   *
   * @param status pending, done, failed or skipped
   * @param reason why posts were not read; null when there is none
   * @param eligible posts published within the window
   * @param notDue eligible posts that were read recently enough, or that a model left for later
   * @param errors one line for each post that was not read, the first hundred
   * @param noData posts of which the platform has no numbers
   * @param lacking updated posts that lack some metrics
   * @param notes one line for each noteworthy post, the first hundred
   * @param nextDueAt when the next post becomes due; null when all are due
   * @param modelCurves the curves of the model that chose the posts; null when their ages decided
   */
  public record Item(
      @JsonProperty("account_id") long account,
      @JsonProperty("workspace_id") String workspace,
      String platform,
      @JsonIgnore boolean connected,
      String status,
      @Nullable String reason,
      int eligible,
      int notDue,
      int processed,
      int updated,
      int failed,
      List<String> errors,
      @JsonProperty("without_data") int noData,
      int lacking,
      List<String> notes,
      @Nullable Instant nextDueAt,
      @JsonIgnore @Nullable Integer modelCurves) {

    public Item {
      errors = List.copyOf(errors);
      notes = List.copyOf(notes);
    }

    /** What decided which of the posts are due. */
    @JsonProperty("basis")
    public String basis() {
      return WorkspaceGrowth.basis(modelCurves);
    }

    /** Due posts that were not asked about. */
    public int notReached() {
      return Math.max(0, eligible - notDue - processed);
    }
  }
}

package io.tidemark.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the event bus; {@code docs/event-bus.md} lists them by address. A component is
 * required in a request unless it is nullable or its {@link RequestReply} has a default for it. Any
 * message may be lost.
 */
public sealed interface Message {

  private static <T> List<T> withoutNulls(String field, List<T> values) {
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(field + " must have no null");
    }
    return List.copyOf(values);
  }

  private static void mustBePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " must be at least 1");
    }
  }

  /**
   * Wakes workers: a timer was created or brought forward.
   *
   * @param dueAt by the world's clock
   */
  record WakeUp(Instant dueAt) implements Message {
    public WakeUp {
      Objects.requireNonNull(dueAt, "dueAt is missing");
    }
  }

  /**
   * Reads a tweet's counters now.
   *
   * @param tweet the row of twitter_tweets
   */
  record RefreshTweet(long tweet) implements Message {}

  /** How a {@link RefreshTweet} ended. Older gateways read no further words than these. */
  enum RefreshResult {
    /** The platform was asked, or had just been asked; what it said is recorded. */
    READ,
    /** There is no such tweet. */
    NO_TWEET,
    /** The zone has had its refreshes of this hour. */
    OVER_QUOTA,
    /** The platform could not be asked, or is not to be: see {@link Refreshed#notPolled}. */
    NOT_READ
  }

  /**
   * The answer to {@link RefreshTweet}.
   *
   * @param outcome what the platform said, in the word of the column last_outcome; null unless read
   * @param readAt when the platform was asked; null unless read
   * @param revived whether a stopped tweet is tracked again
   * @param reason why not; null when read
   * @param retrySeconds real time after which asking again makes sense; 0 when read
   * @param notPolled whether it was not read because the tweet's zone is paused or being deleted;
   *     an older gateway passes over this and says that it could not be read
   */
  record Refreshed(
      RefreshResult result,
      @Nullable String outcome,
      @Nullable Instant readAt,
      boolean revived,
      @Nullable String reason,
      long retrySeconds,
      boolean notPolled)
      implements Message {}

  /**
   * Polls the lots that are due now.
   *
   * @param limit tweets at most
   * @param zones whose lots; null for all
   */
  record RunDue(int limit, @Nullable List<String> zones) implements Message {
    public RunDue {
      mustBePositive("limit", limit);
      zones = zones == null ? null : withoutNulls("zones", zones);
    }
  }

  /**
   * Polls a round of a lot now, due or not.
   *
   * @param zone that the lot belongs to
   * @param tweets rows of twitter_tweets; null for all of the lot
   * @param updateNumber the round, from 1; a tweet that has had it is not polled again
   */
  record RunLot(long lot, String zone, @Nullable List<Long> tweets, int updateNumber)
      implements Message {
    public RunLot {
      mustBePositive("updateNumber", updateNumber);
      tweets = tweets == null ? null : withoutNulls("tweets", tweets);
    }
  }

  /**
   * What a run asked for from outside did, in tweets.
   *
   * @param found whether there is such a lot in that zone
   * @param errors not polled, because their call was not answered
   * @param skipped not polled by this run, because another had them or their round was over
   * @param nextUpdateAt when the lot is due again; null when it is not, or for several lots
   */
  record Ran(
      boolean found,
      int updated,
      int errors,
      int skipped,
      int stopped,
      @Nullable Instant nextUpdateAt)
      implements Message {

    public static final Ran NOTHING = new Ran(true, 0, 0, 0, 0, null);

    public Ran plus(Ran other) {
      return new Ran(
          found && other.found,
          updated + other.updated,
          errors + other.errors,
          skipped + other.skipped,
          stopped + other.stopped,
          null);
    }
  }

  /**
   * A window of a credential is nearly used up.
   *
   * @param credential a short hash of it
   * @param at by the world's clock
   */
  record BudgetWarning(
      String upstream, String credential, String window, String unit, double percentage, Instant at)
      implements Message {
    public BudgetWarning {
      Objects.requireNonNull(upstream, "upstream is missing");
      Objects.requireNonNull(at, "at is missing");
    }
  }

  /** Asks a process for the budgets of its credentials. */
  record AskBudgets() implements Message {}

  /** The answer to {@link AskBudgets}. */
  record BudgetLines(List<Line> lines) implements Message {

    /**
     * How one window of one credential stands.
     *
     * @param credential a short hash of it
     * @param window {@code spacing}, a length such as {@code 15m}, {@code day} or {@code month};
     *     what the platform says of its own begins with {@code reported:}
     * @param unit requests, items or money, money being in micro-dollars
     * @param used of a day or month, what is spent or lost for it
     * @param percentage of the limit that is used
     * @param resetsAt when a day or month ends; of a sliding window, when all that is used now is
     *     free; by the world's clock
     * @param tenant whose part of the limit this is; empty or null for the limit itself
     */
    public record Line(
        String upstream,
        String credential,
        String window,
        String unit,
        long used,
        long limit,
        double percentage,
        Instant resetsAt,
        @JsonInclude(Include.NON_EMPTY) @Nullable String tenant) {}

    public BudgetLines {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Starts a refresh of studio metrics.
   *
   * @param trigger scheduled, cron or manual
   * @param workspace null for all
   * @param force whether posts are read that are not due
   */
  record StartStudioRun(String trigger, @Nullable String workspace, boolean force)
      implements Message {
    public StartStudioRun {
      if (!List.of("scheduled", "cron", "manual").contains(trigger)) {
        throw new IllegalArgumentException("trigger must be scheduled, cron or manual");
      }
    }
  }

  /**
   * Starts a profile sync.
   *
   * @param mostProfiles that are scraped
   * @param workspace null for all
   */
  record StartProfileSync(
      int mostProfiles, boolean embeddings, boolean hooks, @Nullable String workspace)
      implements Message {
    public StartProfileSync {
      mustBePositive("mostProfiles", mostProfiles);
    }
  }

  /**
   * Starts a DAO sweep.
   *
   * @param dao the slug of the only DAO to sweep; null for all
   */
  record StartDaoSweep(@Nullable String dao) implements Message {}

  /**
   * What a request to start a run led to. A process of the version before reads the first four
   * alone: refreshes are answered with the first three, profile syncs with the first four.
   */
  enum RunStart {
    STARTED,
    /** An open run covers the same. */
    UNDER_WAY,
    NO_WORKSPACE,
    /** The workspace is paused. */
    PAUSED,
    NOTHING_TO_DO
  }

  /**
   * The answer to {@link StartStudioRun}, {@link StartProfileSync} and {@link StartDaoSweep}.
   *
   * @param run the new run, or the open one; 0 for none
   * @param job the same number, under the name that profile syncs had first
   * @param reason why there is nothing to do; else null
   */
  record RunStarted(RunStart result, long run, long job, @Nullable String reason)
      implements Message {}

  /**
   * Finds posts of a similar meaning.
   *
   * @param limit posts at most
   * @param profile the only author asked about; null for all
   * @param workspaces those that may be seen; null for all
   */
  record FindSimilar(
      String text, int limit, @Nullable Long profile, @Nullable List<String> workspaces)
      implements Message {
    public FindSimilar {
      mustBePositive("limit", limit);
      workspaces = workspaces == null ? null : withoutNulls("workspaces", workspaces);
    }
  }

  /**
   * The answer to {@link FindSimilar}, the nearest first.
   *
   * @param problem why the model did not answer, else null
   * @param retrySeconds real time after which asking again makes sense; 0 when it was answered, or
   *     when only a person can change that
   */
  record SimilarFound(
      List<Near> posts, @JsonProperty("trouble") @Nullable String problem, long retrySeconds)
      implements Message {

    /**
     * A post that is near.
     *
     * @param similarity cosine of the angle between the two vectors
     */
    public record Near(long post, double similarity) {}

    public SimilarFound {
      posts = List.copyOf(posts);
    }
  }

  /** The platform does not accept an account's token any more; its owner must connect it again. */
  record AccountDisconnected(
      long account, String workspace, String platform, String why, Instant at) implements Message {}

  /**
   * A change that an open console may have to read again. The rows say what changed; this says
   * where to look.
   *
   * @param kind a word such as {@code delivery}
   * @param id which one of its kind; null when it stands for several
   * @param zone null when it concerns no zone
   * @param workspace null when it concerns no workspace
   * @param figures what can be added up when several changes are reported at once
   */
  record ChangeEvent(
      String kind,
      @Nullable Long id,
      @Nullable String zone,
      @Nullable String workspace,
      Map<String, Long> figures)
      implements Message {
    public ChangeEvent {
      Objects.requireNonNull(kind, "kind is missing");
      figures = figures == null ? Map.of() : Map.copyOf(figures);
    }

    public static ChangeEvent inZone(
        String kind, @Nullable Long id, String zone, Map<String, Long> figures) {
      return new ChangeEvent(kind, id, zone, null, figures);
    }

    public static ChangeEvent inWorkspace(
        String kind, @Nullable Long id, @Nullable String workspace) {
      return new ChangeEvent(kind, id, null, workspace, Map.of());
    }

    /** Of no tenant: for callers who may see all. */
    public static ChangeEvent toAll(String kind, @Nullable Long id) {
      return new ChangeEvent(kind, id, null, null, Map.of());
    }
  }
}

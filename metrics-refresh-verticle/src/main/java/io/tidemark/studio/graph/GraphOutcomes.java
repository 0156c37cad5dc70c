package io.tidemark.studio.graph;

import io.tidemark.studio.graph.GraphError.Meaning;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Turns errors of posts into outcomes of the posts, or of the account when all have the same. */
public final class GraphOutcomes {

  private static final Set<Meaning> OF_THE_ACCOUNT = EnumSet.of(Meaning.PERMISSION, Meaning.POLICY);

  private GraphOutcomes() {}

  /**
   * When several posts were requested and all are refused in the same way, the refusal is of the
   * account: a lost permission must not make every post look deleted.
   *
   * @param said outcomes of the posts without an error
   */
  public static CallOutcome<Map<Long, PostOutcome<Metrics>>> of(
      Map<Long, PostOutcome<Metrics>> said, Map<Long, GraphError> failed) {
    boolean all = said.isEmpty() && failed.size() > 1;
    if (all && failed.values().stream().allMatch(it -> OF_THE_ACCOUNT.contains(it.meaning()))) {
      return new CallOutcome.AuthDead<>(failed.values().iterator().next().sentence());
    }
    boolean allHidden =
        said.isEmpty()
            && failed.values().stream().allMatch(it -> it.meaning() == Meaning.GONE_OR_HIDDEN);
    Map<Long, PostOutcome<Metrics>> outcomes = new HashMap<>(said);
    failed.forEach(
        (post, error) ->
            outcomes.put(
                post,
                allHidden ? new PostOutcome.Unknown<>(StudioSource.CANNOT_TELL) : outcome(error)));
    return new CallOutcome.Answered<>(outcomes);
  }

  /** A deleted and a hidden post have the same error: the outcome is "not visible". */
  private static PostOutcome<Metrics> outcome(GraphError error) {
    return switch (error.meaning()) {
      case GONE_OR_HIDDEN -> new PostOutcome.NotVisible<>();
      case UNKNOWN_ALIAS -> new PostOutcome.Gone<>();
      case BEFORE_BUSINESS, PERMISSION, POLICY, BAD_METRIC, NO_FIELD ->
          new PostOutcome.Refused<>(error.sentence());
      case OTHER ->
          error.code() == 100
              ? new PostOutcome.Refused<>(error.sentence())
              : new PostOutcome.Unknown<>(error.sentence());
      case TOO_FEW, TOO_MUCH, TOKEN, APP_THROTTLED, THROTTLED, TRANSIENT ->
          new PostOutcome.Unknown<>(error.sentence());
    };
  }
}

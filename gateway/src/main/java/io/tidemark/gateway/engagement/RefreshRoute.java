package io.tidemark.gateway.engagement;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.contract.Message.RefreshTweet;
import io.tidemark.contract.Message.Refreshed;
import io.tidemark.contract.RequestReply;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.NoReply;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.reads.ReadJson;
import io.tidemark.gateway.reads.TweetFinder;
import io.tidemark.settings.Settings;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Manual refresh. The tracker is asked over the bus and replies with the outcome only. The route
 * reads the written row, so that all callers get the same answer.
 */
public final class RefreshRoute {

  /** Time for the work before and after the calls. */
  private static final Duration BESIDE_CALLS = Duration.ofSeconds(5);

  private static final int COME_BACK_SECONDS = 2;

  private final Curves curves;
  private final Duration maxWait;

  /**
   * @param calls timeout and number of attempts of a call
   */
  public RefreshRoute(Pool pool, Settings.Upstream calls) {
    this.curves = new Curves(pool);
    this.maxWait = calls.longestCall().plus(BESIDE_CALLS);
  }

  public void refresh(RoutingContext request) {
    TweetFinder.find(curves, request)
        .compose(
            id ->
                RequestReply.REFRESH
                    .ask(request.vertx().eventBus(), new RefreshTweet(id), maxWait)
                    .compose(refreshed -> shown(id, refreshed)))
        .onSuccess(answer -> ApiJson.ok(request, answer))
        .onFailure(NoReply.problem(request, "The tracker", COME_BACK_SECONDS));
  }

  private Future<Answer> shown(long id, Refreshed refreshed) {
    return switch (refreshed.result()) {
      case READ -> curves.of(id).map(curve -> answer(curve.orElseThrow(), refreshed));
      case NO_TWEET ->
          Future.failedFuture(Problem.of(Type.NOT_FOUND, "There is no tweet %d.".formatted(id)));
      case OVER_QUOTA ->
          Future.failedFuture(
              Problem.later(
                  Type.OVER_QUOTA, sentence(refreshed.reason()), refreshed.retrySeconds()));
      case NOT_READ ->
          Future.failedFuture(
              refreshed.notPolled()
                  ? Problem.of(Type.CONFLICT, sentence(refreshed.reason()))
                  : Problem.unavailable(
                      "The platform could not be asked: %s.".formatted(refreshed.reason()),
                      refreshed.retrySeconds()));
    };
  }

  private static String sentence(String reason) {
    return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
  }

  private record Answer(
      boolean success,
      @Nullable String outcome,
      @Nullable String reason,
      boolean revived,
      @JsonUnwrapped ReadJson.Refreshed refreshed) {}

  private static Answer answer(Curve curve, Refreshed refreshed) {
    boolean read = "present".equals(refreshed.outcome());
    return new Answer(
        read,
        refreshed.outcome(),
        read ? null : why(refreshed.outcome()),
        refreshed.revived(),
        ReadJson.Refreshed.of(curve, read));
  }

  private static String why(@Nullable String outcome) {
    return switch (outcome == null ? "" : outcome) {
      case "gone" -> "The platform says that the tweet is gone.";
      case "not_visible" -> "The platform does not show the tweet.";
      case "absent" -> "The platform left the tweet out without a word.";
      case "refused" -> "The platform refuses to be asked about the tweet.";
      case "doubtful" -> "The answer is not believed before a second one says the same.";
      default -> "The platform gave no counters.";
    };
  }
}

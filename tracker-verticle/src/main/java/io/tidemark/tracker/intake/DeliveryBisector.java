package io.tidemark.tracker.intake;

import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the tweets of a delivery that the database refuses, by bisection. Each part is tried
 * together with the tweets known to be good, so that tweets which are refused only in combination
 * are found too.
 */
final class DeliveryBisector {

  /** The most trials for one delivery; tweets that are untested after that are refused. */
  private static final int MOST_TRIALS = 200;

  private static final String UNTRIED =
      "stands beside so many refused tweets that it was not tried alone";

  private final Delivery delivery;
  private final Function<Delivery, Future<Void>> trial;
  private final Map<String, String> refused = new HashMap<>();
  private final Set<String> good = new HashSet<>();
  private int trials;

  private DeliveryBisector(Delivery delivery, Function<Delivery, Future<Void>> trial) {
    this.delivery = delivery;
    this.trial = trial;
  }

  /**
   * Leaves out the refused tweets.
   *
   * @param trial accepts a delivery and rolls back; fails as accepting it would
   * @param problem why the whole delivery is refused
   * @return fails when a trial fails for a reason other than the data
   */
  static Future<Delivery> withoutRefused(
      Delivery delivery, Function<Delivery, Future<Void>> trial, Throwable problem) {
    var tweets = new DeliveryBisector(delivery, trial);
    return new BatchBisector<String, Void>(tweets::tryOut, tweets::refuse)
        .take(refused(delivery.ids(), problem))
        .map(end -> delivery.without(tweets.refused));
  }

  private Future<Reply<String, Void>> tryOut(List<String> ids) {
    if (trials++ >= MOST_TRIALS) {
      ids.forEach(id -> refused.put(id, UNTRIED));
      return Future.succeededFuture(new Reply.Settled<>(Optional.empty()));
    }
    Map<String, String> others = new HashMap<>();
    delivery.ids().forEach(id -> others.put(id, UNTRIED));
    others.keySet().removeAll(good);
    others.keySet().removeAll(new HashSet<>(ids));
    return trial
        .apply(delivery.without(others))
        .<Reply<String, Void>>map(
            accepted -> {
              good.addAll(ids);
              return new Reply.Settled<>(Optional.empty());
            })
        .recover(
            problem ->
                DatabaseErrors.isOfTheData(problem)
                    ? Future.succeededFuture(refused(ids, problem))
                    : Future.failedFuture(problem));
  }

  private static Reply<String, Void> refused(List<String> ids, Throwable problem) {
    return new Reply.Refused<>(ids, List.of(), Answers.shorten(problem.getMessage()));
  }

  private Future<Optional<Void>> refuse(List<String> ids, String why) {
    ids.forEach(id -> refused.put(id, "is refused by the database: " + why));
    return Future.succeededFuture(Optional.empty());
  }
}

package io.tidemark.tracker.intake;

import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.upstream.Answers;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the tweets of a delivery that the database refuses, by bisection. Each part is tried
 * together with the tweets known to be good, so that tweets which are refused only in combination
 * are found too.
 */
final class DeliveryBisector {

  /** The most trials for one delivery; tweets that are untested after that are refused. */
  private static final int MOST_TRIES = 200;

  private static final String UNTRIED =
      "stands beside so many refused tweets that it was not tried alone";

  private final Delivery delivery;
  private final Function<Delivery, Future<Void>> trial;
  private final Map<String, String> refused = new HashMap<>();
  private final Set<String> good = new HashSet<>();
  private int tries;

  private DeliveryBisector(Delivery delivery, Function<Delivery, Future<Void>> trial) {
    this.delivery = delivery;
    this.trial = trial;
  }

  /**
   * @param trial accepts a delivery and rolls back; fails as accepting it would
   * @return the delivery without the refused tweets; fails when a trial fails for a reason other
   *     than the data
   */
  static Future<Delivery> sift(Delivery delivery, Function<Delivery, Future<Void>> trial) {
    var sieve = new DeliveryBisector(delivery, trial);
    List<String> ids = delivery.ids();
    // The whole delivery was refused already, so its halves are tried.
    return sieve.halves(ids).map(done -> delivery.without(sieve.refused));
  }

  private Future<Void> grow(List<String> part) {
    if (tries++ >= MOST_TRIES) {
      part.forEach(id -> refused.put(id, UNTRIED));
      return Future.succeededFuture();
    }
    Map<String, String> left = new HashMap<>();
    delivery.ids().forEach(id -> left.put(id, UNTRIED));
    left.keySet().removeAll(good);
    left.keySet().removeAll(new HashSet<>(part));
    return trial
        .apply(delivery.without(left))
        .compose(
            taken -> {
              good.addAll(part);
              return Future.<Void>succeededFuture();
            },
            problem -> {
              if (!DatabaseErrors.isOfTheData(problem)) {
                return Future.failedFuture(problem);
              }
              if (part.size() == 1) {
                refused.put(
                    part.getFirst(),
                    "is refused by the database: " + Answers.shorten(problem.getMessage()));
                return Future.succeededFuture();
              }
              return halves(part);
            });
  }

  private Future<Void> halves(List<String> part) {
    if (part.size() == 1) {
      return grow(part);
    }
    int middle = part.size() / 2;
    return grow(part.subList(0, middle)).compose(done -> grow(part.subList(middle, part.size())));
  }
}

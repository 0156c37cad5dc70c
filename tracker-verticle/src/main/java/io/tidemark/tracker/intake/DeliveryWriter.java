package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.toSet;

import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Rules.Route;
import io.tidemark.tracker.tweets.ArrivedTweet;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Tweets;
import io.tidemark.tracker.tweets.ZoneTweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes deliveries together in one transaction: the authors, the tweets, the deliveries
 * themselves, their lots with the first due times, the tracking. Each table is written once,
 * however many deliveries there are; what is written is what it would be one after the other.
 */
final class DeliveryWriter {

  /** Rolls a trial back. */
  private static final class TrialEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialEndedException() {
      super("only tried", null, false, false);
    }
  }

  private final Pool pool;
  private final Partitions partitions;
  private final NewLots newLots = new NewLots();
  private final RepeatedTweets repeatedTweets = new RepeatedTweets();

  DeliveryWriter(Pool pool, Partitions partitions) {
    this.pool = pool;
    this.partitions = partitions;
  }

  /**
   * Leaves out the tweets of a delivery that the database refuses; they become errors. If no zone
   * accepts the delivery any more it is returned unchanged, as it is then stored whole.
   *
   * @param problem why the database refused the whole delivery
   * @return fails with the problem when the data does not cause it, or when no tweet is accepted
   */
  Future<Arrival> withoutRefused(Arrival arrival, Throwable problem) {
    Delivery delivery = arrival.delivery();
    return DatabaseErrors.isOfTheData(problem) && !delivery.ids().isEmpty()
        ? DeliveryBisector.withoutRefused(delivery, some -> tryOut(arrival.with(some)), problem)
            .compose(
                good ->
                    good.ids().isEmpty()
                        ? Future.failedFuture(problem)
                        : Future.succeededFuture(arrival.with(good)))
        : Future.failedFuture(problem);
  }

  /** Writes a delivery and rolls back; fails as writing it would. */
  private Future<Void> tryOut(Arrival arrival) {
    return pool.withTransaction(
            transaction ->
                write(transaction, List.of(arrival))
                    .compose(written -> Future.<Void>failedFuture(new TrialEndedException())))
        .recover(
            outcome ->
                outcome instanceof TrialEndedException
                    ? Future.succeededFuture()
                    : Future.failedFuture(outcome));
  }

  /** Makes the partitions that the snapshots of deliveries need, in transactions of its own. */
  Future<Void> prepare(List<Arrival> arrivals) {
    return partitions.ensureForAll(arrivals.stream().map(Arrival::receivedAt).toList());
  }

  /**
   * Writes deliveries in the caller's transaction.
   *
   * @param arrivals in the order in which they came, and {@link #prepare prepared}
   * @return the result of each; empty, with nothing written, for one that has no zone, or whose
   *     zone is being deleted
   */
  Future<List<Optional<Routed>>> write(SqlConnection transaction, List<Arrival> arrivals) {
    return Rules.routes(transaction, arrivals.stream().map(Arrival::to).collect(toSet()))
        .compose(
            routes -> {
              List<Placed> placed = new ArrayList<>();
              for (Arrival arrival : arrivals) {
                Route route = routes.get(arrival.to());
                if (route != null) {
                  placed.add(Placed.of(arrival, route));
                }
              }
              return place(transaction, placed).map(results -> inOrder(arrivals, routes, results));
            });
  }

  private static List<Optional<Routed>> inOrder(
      List<Arrival> arrivals, Map<Arrival.Destination, Route> routes, List<Routed> results) {
    var next = results.iterator();
    return arrivals.stream()
        .map(
            arrival ->
                routes.containsKey(arrival.to())
                    ? Optional.of(next.next())
                    : Optional.<Routed>empty())
        .toList();
  }

  private Future<List<Routed>> place(SqlConnection transaction, List<Placed> deliveries) {
    if (deliveries.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<ArrivedTweet> tweets = Placed.all(deliveries);
    return Tweets.upsertAuthors(transaction, tweets)
        .compose(done -> Tweets.insertNew(transaction, Placed.firsts(tweets)))
        .compose(
            rows -> begin(transaction, Placed.created(deliveries, rows), tweets, rows.keySet()));
  }

  private Future<List<Routed>> begin(
      SqlConnection transaction,
      List<Placed> deliveries,
      List<ArrivedTweet> tweets,
      Set<ZoneTweet> created) {
    return repeatedTweets
        .read(transaction, deliveries, tweets)
        .compose(
            readings -> {
              List<Routed> results = new ArrayList<>();
              for (int i = 0; i < deliveries.size(); i++) {
                results.add(deliveries.get(i).routed(readings.said().get(i).snapshots().size()));
              }
              Instant now = deliveries.getLast().arrival().now();
              return newLots
                  .begin(transaction, deliveries, results)
                  .compose(
                      begun ->
                          Edits.apply(transaction, tweets, created, now)
                              .compose(
                                  done -> repeatedTweets.write(transaction, readings, lots(begun)))
                              .map(begun));
            });
  }

  private static List<Long> lots(List<Routed> results) {
    return results.stream().map(Routed::lotId).filter(Objects::nonNull).toList();
  }
}

package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.postgres.Times;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Delivery.Taken;
import io.tidemark.tracker.intake.FirstPolls.FirstPoll;
import io.tidemark.tracker.intake.Rules.Route;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.Revivals;
import io.tidemark.tracker.lots.Revivals.Heard;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Beginning;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.Tweet.Reference;
import io.tidemark.tracker.tweets.Tweets;
import io.tidemark.tracker.tweets.Tweets.Known;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a delivery of a known zone in one transaction: the authors, the tweets, their tracking,
 * the lot with its first due time, and the delivery itself.
 */
final class DeliveryWriter {

  /**
   * How a delivery came.
   *
   * @param ruleId the rule that matched
   * @param receivedAt when it came, which is the time of its snapshots; earlier than now when it
   *     has waited. The partition of that day must exist
   * @param now the time from which its tweets are polled; rounds before it are not made up
   */
  record Arrival(String ruleId, Instant receivedAt, Instant now) {
    boolean waited() {
      return receivedAt.isBefore(now);
    }
  }

  /** Finds the zone of a delivery; empty when there is none, or it is being deleted. */
  @FunctionalInterface
  interface RouteTo {
    Future<Optional<Route>> find(SqlConnection transaction);
  }

  /** Rolls a trial back. */
  private static final class TrialEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialEndedException() {
      super("only tried", null, false, false);
    }
  }

  private final Pool pool;
  private final Traces traces;
  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final Revivals revivals = new Revivals();
  private final FirstPolls firstPolls = new FirstPolls();

  DeliveryWriter(Pool pool, Traces traces) {
    this.pool = pool;
    this.traces = traces;
  }

  /** Runs a part of the intake in a transaction, as a step of the current trace. */
  <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
    return traces.step("intake", () -> pool.withTransaction(work));
  }

  /**
   * Leaves out the tweets of a delivery that the database refuses; they become errors. If no zone
   * accepts the delivery any more it is returned unchanged, as it is then stored whole.
   *
   * @param problem why the database refused the whole delivery
   * @return fails with the problem when the data does not cause it, or when no tweet is accepted
   */
  Future<Delivery> withoutRefused(
      Delivery delivery, RouteTo routeTo, Arrival arrival, Throwable problem) {
    return DatabaseErrors.isOfTheData(problem) && !delivery.ids().isEmpty()
        ? DeliveryBisector.withoutRefused(delivery, some -> tryOut(some, routeTo, arrival), problem)
            .compose(
                good ->
                    good.ids().isEmpty()
                        ? Future.failedFuture(problem)
                        : Future.succeededFuture(good))
        : Future.failedFuture(problem);
  }

  /** Writes a delivery and rolls back; fails as writing it would. */
  private Future<Void> tryOut(Delivery delivery, RouteTo routeTo, Arrival arrival) {
    return inTransaction(
            transaction ->
                write(transaction, delivery, routeTo, arrival)
                    .compose(written -> Future.<Void>failedFuture(new TrialEndedException())))
        .recover(
            outcome ->
                outcome instanceof TrialEndedException
                    ? Future.succeededFuture()
                    : Future.failedFuture(outcome));
  }

  /**
   * Writes a delivery in the caller's transaction.
   *
   * @return empty, with nothing written, when it has no zone
   */
  Future<Optional<Routed>> write(
      SqlConnection transaction, Delivery delivery, RouteTo routeTo, Arrival arrival) {
    return routeTo
        .find(transaction)
        .compose(
            route ->
                route.isPresent()
                    ? write(transaction, delivery, route.get(), arrival).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  private Future<Routed> write(
      SqlConnection transaction, Delivery delivery, Route route, Arrival arrival) {
    Instant receivedAt = arrival.receivedAt();
    Taken taken = delivery.taken(route.retweets(), route.minEngagement());
    List<Tweet> tweets = taken.tweets().stream().map(tweet -> tweet.arrived(receivedAt)).toList();
    return Tweets.upsertAuthors(transaction, tweets, receivedAt)
        .compose(done -> Tweets.insertNew(transaction, route.zone(), tweets, receivedAt))
        .compose(
            created ->
                snapshots(transaction, route.zone(), tweets, created, arrival)
                    .map(snapshots -> routed(delivery, taken, route, created.size(), snapshots))
                    .compose(
                        routed ->
                            remember(transaction, routed, arrival)
                                .compose(
                                    id ->
                                        begin(
                                            transaction, tweets, created, route, id, arrival.now()))
                                .map(lot -> routed.with(lot.id(), lot.firstUpdateAt()))
                                .compose(
                                    result ->
                                        Edits.apply(
                                                transaction,
                                                route.zone(),
                                                tweets,
                                                created.keySet(),
                                                arrival.now())
                                            .map(result))));
  }

  /** The figures of a delivery whose lot has not begun yet. */
  private static Routed routed(
      Delivery delivery, Taken taken, Route route, int created, int snapshots) {
    int duplicates = delivery.processed() - delivery.errors().size() - taken.ignored() - created;
    return new Routed(
        route.zone(),
        delivery.processed(),
        created,
        duplicates,
        taken.ignored(),
        snapshots,
        delivery.errors(),
        null,
        null);
  }

  /**
   * Writes a snapshot for each tweet that arrives again, as its counters cost no call. Counters
   * that are not ahead of the stored ones are ignored: a delayed delivery contains old numbers.
   */
  private Future<Integer> snapshots(
      SqlConnection transaction,
      String zone,
      List<Tweet> tweets,
      Map<String, Long> created,
      Arrival arrival) {
    Map<String, Tweet> again =
        tweets.stream()
            .filter(tweet -> !created.containsKey(tweet.tweetId()))
            .collect(toMap(Tweet::tweetId, Function.identity()));
    // What was said while a delivery waited is in later readings already.
    Map<String, Map<Reference.Kind, Long>> references =
        arrival.waited() ? Map.of() : references(tweets, created, again.keySet());
    if (again.isEmpty() && references.isEmpty()) {
      return Future.succeededFuture(0);
    }
    Set<String> ids = new HashSet<>(again.keySet());
    ids.addAll(Edits.olderThan(tweets));
    Set<String> heardOf = new HashSet<>(again.keySet());
    heardOf.addAll(references.keySet());
    return revivals
        .lock(transaction, zone, heardOf)
        .compose(
            lots ->
                Tweets.lockKnown(transaction, zone, List.copyOf(ids))
                    .compose(known -> write(transaction, ahead(known, again, arrival)))
                    .compose(
                        snapshots ->
                            revivals
                                .follow(
                                    transaction,
                                    zone,
                                    new Heard(
                                        snapshots.stream().map(Ahead::tweetId).collect(toSet()),
                                        snapshots.stream()
                                            .filter(Ahead::isReading)
                                            .map(Ahead::tweetId)
                                            .collect(toSet()),
                                        references,
                                        arrival.waited() ? arrival.receivedAt() : null),
                                    lots,
                                    arrival.now())
                                .map(snapshots.size())));
  }

  /** How many new tweets reply to others or quote them, by the ids of those that did not come. */
  private static Map<String, Map<Reference.Kind, Long>> references(
      List<Tweet> tweets, Map<String, Long> created, Set<String> again) {
    return tweets.stream()
        .filter(tweet -> created.containsKey(tweet.tweetId()))
        .flatMap(tweet -> tweet.refersTo().stream())
        .filter(
            reference ->
                !again.contains(reference.tweetId()) && !created.containsKey(reference.tweetId()))
        .collect(groupingBy(Reference::tweetId, groupingBy(Reference::kind, counting())));
  }

  /** A snapshot of a tweet that came again. */
  private record Ahead(String tweetId, Snapshot snapshot) {

    /** Whether it tells the engagement; views alone do not. */
    boolean isReading() {
      return snapshot.counters().hasEngagement();
    }
  }

  private static List<Ahead> ahead(List<Known> known, Map<String, Tweet> again, Arrival arrival) {
    List<Ahead> ahead = new ArrayList<>();
    for (Known tweet : known) {
      // Older versions of edited tweets are locked only for the steps that follow.
      Tweet delivered = again.get(tweet.tweetId());
      boolean isOlder =
          arrival.waited() && arrival.receivedAt().isBefore(tweet.latest().capturedAt());
      if (delivered != null
          && !isOlder
          && delivered.counters().isAheadOf(tweet.latest().counters())) {
        ahead.add(
            new Ahead(
                tweet.tweetId(),
                Snapshot.following(
                    tweet.id(),
                    tweet.latest(),
                    Snapshot.Origin.WEBHOOK,
                    null,
                    delivered.counters(),
                    arrival.receivedAt())));
      }
    }
    return ahead;
  }

  private static Future<List<Ahead>> write(SqlConnection transaction, List<Ahead> ahead) {
    List<Snapshot> snapshots = ahead.stream().map(Ahead::snapshot).toList();
    List<Long> risen =
        snapshots.stream()
            .filter(snapshot -> snapshot.deltas().engagement() > 0)
            .map(Snapshot::tweet)
            .toList();
    return Tweets.updateCounters(transaction, snapshots)
        .compose(done -> Snapshots.insert(transaction, snapshots))
        .compose(done -> Tracking.moved(transaction, risen))
        .map(ahead);
  }

  private static final String REMEMBER =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors, traceparent, ignored)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      returning id
      """;

  private Future<Long> remember(SqlConnection transaction, Routed routed, Arrival arrival) {
    return transaction
        .preparedQuery(REMEMBER)
        .execute(
            Tuple.of(
                routed.zone(),
                arrival.ruleId(),
                Times.utc(arrival.receivedAt()),
                routed.processed(),
                routed.created(),
                routed.duplicates(),
                routed.errors().size(),
                traces.here().orElse(null),
                routed.ignored()))
        .map(rows -> rows.iterator().next().getLong("id"));
  }

  private record NewLot(@Nullable Long id, @Nullable Instant firstUpdateAt) {}

  private Future<NewLot> begin(
      SqlConnection transaction,
      List<Tweet> tweets,
      Map<String, Long> created,
      Route route,
      long delivery,
      Instant now) {
    if (created.isEmpty()) {
      return Future.succeededFuture(new NewLot(null, null));
    }
    List<Tweet> fresh =
        tweets.stream().filter(tweet -> created.containsKey(tweet.tweetId())).toList();
    return firstPolls
        .of(transaction, fresh, route, now)
        .compose(polls -> begin(transaction, polls, created, route, delivery, now));
  }

  private Future<NewLot> begin(
      SqlConnection transaction,
      Map<String, FirstPoll> polls,
      Map<String, Long> created,
      Route route,
      long delivery,
      Instant now) {
    List<Beginning> beginnings =
        polls.entrySet().stream()
            .map(
                entry -> {
                  FirstPoll poll = entry.getValue();
                  return new Beginning(
                      created.get(entry.getKey()),
                      poll.tier(),
                      poll.at(),
                      poll.stop(),
                      poll.sampledUntil());
                })
            .toList();
    Optional<Instant> first =
        beginnings.stream()
            .map(Beginning::firstUpdateAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder());
    return Lots.begin(
            transaction,
            route.zone(),
            delivery,
            now,
            beginnings.size(),
            first.isPresent() ? null : now)
        .compose(
            lot ->
                Tracking.begin(transaction, lot, beginnings, now)
                    .compose(done -> Tracking.sample(transaction, route.zone(), beginnings))
                    .compose(
                        done ->
                            first.isPresent()
                                ? dueTimes.schedule(transaction, lot, first.get())
                                : Future.<Void>succeededFuture())
                    .map(new NewLot(lot, first.orElse(null))));
  }
}

package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.toMap;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.postgres.Times;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.cadence.Tier;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Delivery.Taken;
import io.tidemark.tracker.intake.Rules.Route;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.Revivals;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Beginning;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.Tweets;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts webhook deliveries. One transaction writes the authors, the tweets, their tracking, the
 * lot with its first due time, and the delivery itself. Once it has answered, the sender need not
 * keep the delivery.
 */
public final class Intake {

  /** The rule under which deliveries without a rule are stored. */
  public static final String NO_RULE = "-";

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final Pool pool;
  private final WorldClock clock;
  private final EventBus bus;
  private final Partitions partitions;
  private final Traces traces;
  private final int mostUnrouted;
  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final Revivals revivals = new Revivals();

  public Intake(Pool pool, WorldClock clock, EventBus bus, Partitions partitions, Traces traces) {
    this(pool, clock, bus, partitions, traces, Integer.MAX_VALUE);
  }

  /**
   * @param mostUnrouted the most deliveries of one rule that may wait for a zone
   */
  public Intake(
      Pool pool,
      WorldClock clock,
      EventBus bus,
      Partitions partitions,
      Traces traces,
      int mostUnrouted) {
    this.pool = pool;
    this.clock = clock;
    this.bus = bus;
    this.partitions = partitions;
    this.traces = traces;
    this.mostUnrouted = mostUnrouted;
  }

  /**
   * Accepts a delivery. Tweets that the database refuses are left out and reported as errors.
   *
   * @param body the raw body; requested and stored only if the rule is not mapped
   * @return completes when everything is committed. Fails when nothing is, or when the connection
   *     ended during the commit, after which sending the same delivery again is safe. Fails with
   *     {@link UnroutedDeliveries.Full} when too many deliveries of its rule wait already
   */
  public Future<Accepted> accept(Delivery delivery, Supplier<String> body) {
    Instant now = clock.instant();
    String ruleId = delivery.ruleId().orElse(NO_RULE);
    RouteTo byRule = transaction -> Rules.route(transaction, ruleId);
    return partitions
        .ensureFor(now)
        .compose(ready -> write(delivery, body, ruleId, byRule, now))
        .recover(
            problem ->
                sifted(delivery, ruleId, byRule, now, now, problem)
                    .compose(good -> write(good, body, ruleId, byRule, now)))
        .onSuccess(this::wakeUp);
  }

  private Future<Accepted> write(
      Delivery delivery, Supplier<String> body, String ruleId, RouteTo routeTo, Instant now) {
    return inTransaction(
        transaction ->
            routeTo
                .find(transaction)
                .compose(
                    route ->
                        route.isPresent()
                            ? take(transaction, delivery, ruleId, route.get(), now, now)
                                .<Accepted>map(Function.identity())
                            : UnroutedDeliveries.keep(
                                    transaction, ruleId, body.get(), mostUnrouted, now)
                                .<Accepted>map(new Accepted.Unrouted(ruleId))));
  }

  /**
   * Accepts a delivery for a zone that its sender named, whatever its rule.
   *
   * @return as {@link #accept}; empty when there is no such zone
   */
  public Future<Optional<Routed>> acceptFor(String zone, Delivery delivery) {
    Instant now = clock.instant();
    String ruleId = delivery.ruleId().orElse(NO_RULE);
    RouteTo named = transaction -> Rules.routeOfZone(transaction, zone);
    return partitions
        .ensureFor(now)
        .compose(ready -> write(delivery, ruleId, named, now))
        .recover(
            problem ->
                sifted(delivery, ruleId, named, now, now, problem)
                    .compose(good -> write(good, ruleId, named, now)))
        .onSuccess(routed -> routed.ifPresent(this::wakeUp));
  }

  private Future<Optional<Routed>> write(
      Delivery delivery, String ruleId, RouteTo routeTo, Instant now) {
    return inTransaction(
        transaction ->
            routeTo
                .find(transaction)
                .compose(
                    route ->
                        route.isPresent()
                            ? take(transaction, delivery, ruleId, route.get(), now, now)
                                .map(Optional::of)
                            : Future.succeededFuture(Optional.<Routed>empty())));
  }

  /** Finds the zone of a delivery. */
  @FunctionalInterface
  private interface RouteTo {
    Future<Optional<Route>> find(SqlConnection transaction);
  }

  /** Rolls a trial back. */
  private static final class Tried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Tried() {
      super("only tried", null, false, false);
    }
  }

  /** Sifts a delivery that has waited since a time. */
  Future<Delivery> sifted(
      Delivery delivery, String ruleId, Instant receivedAt, Instant now, Throwable problem) {
    RouteTo byRule = transaction -> Rules.route(transaction, ruleId);
    return sifted(delivery, ruleId, byRule, receivedAt, now, problem);
  }

  /**
   * A delivery without the tweets that the database refuses. If no zone accepts it any more it is
   * returned unchanged, as it is then stored whole.
   *
   * @param problem why the database refused the whole delivery
   * @return fails with the problem when the data does not cause it, or when no tweet is accepted
   */
  private Future<Delivery> sifted(
      Delivery delivery,
      String ruleId,
      RouteTo routeTo,
      Instant receivedAt,
      Instant now,
      Throwable problem) {
    if (!DatabaseErrors.isOfTheData(problem) || delivery.ids().isEmpty()) {
      return Future.failedFuture(problem);
    }
    return DeliveryBisector.sift(
            delivery,
            some ->
                inTransaction(
                        transaction ->
                            routeTo
                                .find(transaction)
                                .compose(
                                    route ->
                                        route.isPresent()
                                            ? take(
                                                    transaction,
                                                    some,
                                                    ruleId,
                                                    route.get(),
                                                    receivedAt,
                                                    now)
                                                .<Void>mapEmpty()
                                            : Future.<Void>succeededFuture())
                                .compose(taken -> Future.<Void>failedFuture(new Tried())))
                    .recover(
                        outcome ->
                            outcome instanceof Tried
                                ? Future.succeededFuture()
                                : Future.failedFuture(outcome)))
        .compose(
            good ->
                good.ids().isEmpty() ? Future.failedFuture(problem) : Future.succeededFuture(good));
  }

  private <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
    return traces.step("intake", () -> pool.withTransaction(work));
  }

  private void wakeUp(Accepted accepted) {
    switch (accepted) {
      case Routed routed -> {
        log.atInfo()
            .addKeyValue("zone", routed.zone())
            .addKeyValue("lot", routed.lotId())
            .addKeyValue("processed", routed.processed())
            .addKeyValue("created", routed.created())
            .addKeyValue("duplicates", routed.duplicates())
            .addKeyValue("readings", routed.snapshots())
            .addKeyValue("errors", routed.errors().size())
            .addKeyValue("firstUpdateAt", routed.firstUpdateAt())
            .log("A delivery was accepted");
        if (routed.firstUpdateAt() != null) {
          Address.LOTS.publish(bus, new WakeUp(routed.firstUpdateAt()));
        }
        Map<String, Long> figures = Map.of("deliveries", 1L, "created", (long) routed.created());
        Address.CHANGES.publish(bus, ChangeEvent.inZone("delivery", null, routed.zone(), figures));
      }
      case Accepted.Unrouted unrouted -> {
        log.atInfo()
            .addKeyValue("rule", unrouted.ruleId())
            .log("A delivery of an unmapped rule is stored");
        Address.CHANGES.publish(bus, ChangeEvent.toAll("unrouted", null));
      }
    }
  }

  /** Ensures the partition for snapshots of the time at which a delivery came. */
  Future<Void> prepare(Instant receivedAt) {
    return partitions.ensureFor(receivedAt).mapEmpty();
  }

  /** Publishes that the waiting deliveries have changed. */
  void replayed() {
    Address.CHANGES.publish(bus, ChangeEvent.toAll("unrouted", null));
  }

  /**
   * Accepts a delivery whose zone is known, in the caller's transaction.
   *
   * @param receivedAt when it came, which is the time of its snapshots; earlier than now when it
   *     has waited. The partition of that day must exist
   * @param now the time from which its tweets are polled; rounds before it are not made up
   */
  Future<Routed> take(
      SqlConnection transaction,
      Delivery delivery,
      String ruleId,
      Route route,
      Instant receivedAt,
      Instant now) {
    Taken taken = delivery.taken(route.retweets(), route.minEngagement());
    List<Tweet> tweets = taken.tweets().stream().map(tweet -> tweet.arrived(receivedAt)).toList();
    return Tweets.upsertAuthors(transaction, tweets, receivedAt)
        .compose(done -> Tweets.insertNew(transaction, route.zone(), tweets, receivedAt))
        .compose(
            created -> {
              int again =
                  delivery.processed()
                      - delivery.errors().size()
                      - taken.ignored()
                      - created.size();
              var sums = new Sums(created.size(), again, taken.ignored());
              var arrived = new Arrived(known(tweets, created), Edits.olderThan(tweets));
              return snapshots(transaction, route.zone(), arrived, receivedAt, now)
                  .compose(
                      snapshots ->
                          remember(transaction, delivery, ruleId, route, sums, receivedAt)
                              .compose(id -> begin(transaction, tweets, created, route, id, now))
                              .compose(
                                  lot ->
                                      Edits.apply(
                                              transaction,
                                              route.zone(),
                                              tweets,
                                              created.keySet(),
                                              now)
                                          .map(routed(delivery, route, sums, snapshots, lot))));
            });
  }

  /**
   * Tweets of a delivery that the zone already had.
   *
   * @param again the tweets that it contains again
   * @param older the ids of tweets of which it names a newer version
   */
  private record Arrived(List<Tweet> again, List<String> older) {}

  private record Sums(int created, int duplicates, int ignored) {}

  private static Routed routed(
      Delivery delivery, Route route, Sums sums, int snapshots, NewLot lot) {
    return new Routed(
        route.zone(),
        delivery.processed(),
        sums.created(),
        sums.duplicates(),
        sums.ignored(),
        snapshots,
        delivery.errors(),
        lot.id(),
        lot.firstUpdateAt());
  }

  private static List<Tweet> known(List<Tweet> tweets, Map<String, Long> created) {
    return tweets.stream().filter(tweet -> !created.containsKey(tweet.tweetId())).toList();
  }

  /**
   * Writes a snapshot for each tweet that arrives again, as its counters cost no call. Counters
   * that are not ahead of the stored ones are ignored: a delayed delivery contains old numbers.
   */
  private Future<Integer> snapshots(
      SqlConnection transaction, String zone, Arrived arrived, Instant receivedAt, Instant now) {
    return arrived.again().isEmpty()
        ? Future.succeededFuture(0)
        : revivals
            .lock(transaction, zone, arrived.again().stream().map(Tweet::tweetId).toList())
            .compose(lots -> snapshots(transaction, zone, arrived, lots, receivedAt, now));
  }

  private Future<Integer> snapshots(
      SqlConnection transaction,
      String zone,
      Arrived arrived,
      Set<Long> lots,
      Instant receivedAt,
      Instant now) {
    boolean waited = receivedAt.isBefore(now);
    Map<String, Tweet> byId =
        arrived.again().stream().collect(toMap(Tweet::tweetId, Function.identity()));
    Set<String> locked = new HashSet<>(byId.keySet());
    locked.addAll(arrived.older());
    return Tweets.lockKnown(transaction, zone, List.copyOf(locked))
        .map(
            known -> {
              List<Snapshot> moved = new ArrayList<>();
              for (Tweets.Known tweet : known) {
                Tweet again = byId.get(tweet.tweetId());
                // Skips older versions of edited tweets, which are locked only for the steps that
                // follow, and counters of a waiting delivery that are older than the stored ones.
                if (again == null || (waited && receivedAt.isBefore(tweet.latest().capturedAt()))) {
                  continue;
                }
                var counters = again.counters();
                if (counters.isAheadOf(tweet.latest().counters())) {
                  moved.add(
                      Snapshot.following(
                          tweet.id(),
                          tweet.latest(),
                          Snapshot.Origin.WEBHOOK,
                          null,
                          counters,
                          receivedAt));
                }
              }
              return moved;
            })
        .compose(
            moved -> {
              List<Long> risen =
                  moved.stream()
                      .filter(snapshot -> snapshot.deltas().engagement() > 0)
                      .map(Snapshot::tweet)
                      .toList();
              return Tweets.updateCounters(transaction, moved)
                  .compose(done -> Snapshots.insert(transaction, moved))
                  .compose(done -> Tracking.moved(transaction, risen))
                  .compose(
                      done ->
                          revivals.revive(
                              transaction,
                              moved.stream().map(Snapshot::tweet).toList(),
                              lots,
                              waited ? receivedAt : null,
                              now))
                  .map(moved.size());
            });
  }

  private static final String REMEMBER =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors, traceparent, ignored)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      returning id
      """;

  private Future<Long> remember(
      SqlConnection transaction,
      Delivery delivery,
      String ruleId,
      Route route,
      Sums sums,
      Instant receivedAt) {
    return transaction
        .preparedQuery(REMEMBER)
        .execute(
            Tuple.of(
                route.zone(),
                ruleId,
                Times.utc(receivedAt),
                delivery.processed(),
                sums.created(),
                sums.duplicates(),
                delivery.errors().size(),
                traces.here().orElse(null),
                sums.ignored()))
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
    List<Beginning> beginnings = new ArrayList<>();
    for (Tweet tweet : tweets) {
      Long id = created.get(tweet.tweetId());
      if (id != null) {
        beginnings.add(
            new Beginning(id, Tier.of(tweet.createdAt(), now), firstUpdate(tweet, route, now)));
      }
    }
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
                    .compose(
                        done ->
                            first.isPresent()
                                ? dueTimes.schedule(transaction, lot, first.get())
                                : Future.<Void>succeededFuture())
                    .map(new NewLot(lot, first.orElse(null))));
  }

  /** The first poll; null for a tweet that is too old on arrival, on which no call is spent. */
  private static @Nullable Instant firstUpdate(Tweet tweet, Route route, Instant now) {
    return route.cadence().isOver(tweet.createdAt(), now)
        ? null
        : route.cadence().next(now, tweet.createdAt(), now).orElse(null);
  }
}

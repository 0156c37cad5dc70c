package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.AppContext;
import io.tidemark.contract.Message.StartDaoSweep;
import io.tidemark.jobs.JobWorker;
import io.tidemark.runs.StartResult;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.daos.Dao;
import io.tidemark.tracker.daos.Daos;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A tracker world with DAOs in it. */
final class SweepWorld implements AutoCloseable {

  static final String TIMELINE = "/2/users/:id/tweets";
  static final String ACCOUNTS = "/2/users/by";
  static final String TWEETS = "/2/tweets";

  final TrackerWorld world;
  final Daos daos;
  final Sweeps sweeps;
  final JobWorker pass;

  private SweepWorld(TrackerWorld world) {
    this.world = world;
    this.daos = new Daos(world.stores.pool());
    this.sweeps = new Sweeps(world.stores.app());
    this.pass = pass(world.stores.app());
  }

  static SweepWorld begin() {
    return begin(Map.of());
  }

  static SweepWorld begin(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    // Only X limits, unless a test is about our own budget.
    all.put("TIDEMARK_X_SPACING", "0s");
    all.put("TIDEMARK_X_PER_15_MINUTES", "0");
    all.putAll(settings);
    return new SweepWorld(TrackerWorld.begin(all));
  }

  static JobWorker pass(AppContext app) {
    return DaoSweepJob.worker(app, TweetSources.x(app));
  }

  /** A DAO whose handle is its slug. */
  Dao dao(String slug) {
    return await(daos.add(slug, slug, slug, true, world.clock.instant())).orElseThrow();
  }

  /** So many DAOs, each with one tweet of an hour ago. */
  void daosWithATweet(int count) {
    for (int i = 1; i <= count; i++) {
      tweet(dao("dao%03d".formatted(i)).slug(), Duration.ofHours(1));
    }
  }

  SimulatedTweet tweet(String handle, Duration age) {
    return tweet(handle, age, TrackerWorld.growing(10));
  }

  SimulatedTweet tweet(String handle, Duration age, Growth growth) {
    return world
        .simulator
        .tweets()
        .post(TweetDraft.growing(growth).by(handle).at(world.clock.instant().minus(age)));
  }

  List<SimulatedTweet> tweets(String handle, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> tweet(handle, Duration.ofMinutes(10 + i)))
        .toList();
  }

  long start() {
    return ((StartResult.Started) await(sweeps.startRegular())).run();
  }

  StartResult startNow(String dao) {
    return await(sweeps.starter().start(new StartDaoSweep(dao)));
  }

  /** Takes steps until nothing is due. */
  Optional<Instant> run() {
    return run(pass);
  }

  Optional<Instant> run(JobWorker someones) {
    Optional<Instant> next;
    do {
      next = someones.runOnce();
    } while (next.isPresent() && !next.get().isAfter(world.clock.instant()));
    return next;
  }

  /** Takes steps, and sets the clock on whenever the cycle waits, until it has ended. */
  void runToTheEnd() {
    Optional<Instant> next = run();
    while (next.isPresent()) {
      world.clock.set(next.get());
      next = run();
    }
  }

  /** A whole cycle. */
  long sweep() {
    long cycle = start();
    runToTheEnd();
    return cycle;
  }

  Row cycle(long id) {
    return sql("select * from dao_sync_cycles where id = " + id).getFirst();
  }

  String status(long id) {
    return cycle(id).getString("status");
  }

  Row stats(long id) {
    return sql("select * from dao_sync_stats where cycle_id = " + id).getFirst();
  }

  Row timer() {
    return sql("select due_at, leased_until from timers where kind = 'dao-sweep'").getFirst();
  }

  Row stored(SimulatedTweet tweet) {
    return sql("select * from dao_tweets where tweet_id = '" + tweet.id() + "'").getFirst();
  }

  List<Row> sql(String statement) {
    return world.stores.sql(statement);
  }

  long number(String query) {
    return world.stores.number(query);
  }

  /** Messages of a level, oldest first, with the DAO they are about. */
  List<String> logged(String level) {
    return sql(
            "select coalesce(dao_slug || ': ', '') || message from dao_sync_logs where level = '"
                + level
                + "' order by id")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  List<Call> calls(String endpoint) {
    return world.simulator.meter().recordedCalls().stream()
        .filter(call -> call.endpoint().equals(endpoint))
        .toList();
  }

  /** The names of the accounts whose timelines were asked for, in that order. */
  List<String> timelinesAsked() {
    return calls(TIMELINE).stream()
        .map(
            call ->
                world
                    .simulator
                    .tweets()
                    .authors()
                    .withId(call.ids().getFirst())
                    .orElseThrow()
                    .userName())
        .toList();
  }

  @Override
  public void close() {
    world.close();
  }
}

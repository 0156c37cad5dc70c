package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.Ran;
import io.tidemark.jobs.BatchHandler;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.JobContext;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.JobWorker;
import io.tidemark.telemetry.Traces;
import io.tidemark.telemetry.Traces.Span;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.PollBatch.PostponedTweet;
import io.tidemark.tracker.lots.PollResultWriter.Written;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollResult.Unanswered;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.tracker.tweets.Edits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the tweets of claimed lots together and records the answers.
 *
 * <p>Keeps no state between batches. A lot whose processing is interrupted is claimed again when
 * its lease ends or its process is declared dead.
 */
public final class LotPoller implements BatchHandler {

  private static final Logger log = LoggerFactory.getLogger(LotPoller.class);

  /** The most tweets of a pass, and of one transaction. */
  static final int MOST_TWEETS = 5_000;

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final JobStore store;
  private final CredentialRouter router;
  private final Thresholds thresholds;
  private final RetryingWriter writing;
  private final MeterRegistry meters;
  private final Traces traces;

  /**
   * @param store of lots, the same for all workers of a process
   */
  public LotPoller(
      AppContext app,
      JobStore store,
      CredentialRouter router,
      Thresholds thresholds,
      Partitions partitions) {
    this.vertx = app.vertx();
    this.pool = app.pool();
    this.clock = app.clock();
    this.store = store;
    this.router = router;
    this.thresholds = thresholds;
    this.writing =
        new RetryingWriter(
            vertx, pool, clock, store, new PollResultWriter(pool, clock, store, partitions));
    this.meters = app.meters();
    this.traces = app.traces();
  }

  /**
   * A worker that polls due lots, many at once.
   *
   * @param share from 0 to 1: the part of the coalescing delay that a due lot waits for this
   *     worker. Workers with different shares do not wake at the same time, so they do not split
   *     due lots that fit into one call
   */
  public static JobWorker worker(AppContext app, JobStore store, LotPoller poller, double share) {
    var settings = app.settings().tracker();
    return new JobWorker(
        app.vertx(),
        app.clock(),
        store,
        Optional.of("a pass over lots"),
        settings.batch(),
        Duration.ofMillis((long) (settings.coalescing().toMillis() * share)),
        poller);
  }

  /** Polls the due tweets of the lots. What it returns records the answers. */
  @Override
  public Runnable begin(JobContext lots) {
    Span pass = pass(lots);
    pass.past("claim", lots.claimBegan(), lots.claimed());
    Polled polled = asked(pass, () -> pollDue(lots, MOST_TWEETS, MOST_TWEETS));
    return () -> pass.awaiting(() -> record(polled));
  }

  /**
   * Polls and records the due tweets of the lots, with a limit.
   *
   * @param most the greatest number of tweets. If a lot fits only in part, its other tweets stay
   *     due, and so does the lot
   */
  Ran pollDue(JobContext lots, int most) {
    return pass(lots)
        .awaiting(() -> record(pollDue(lots, MOST_TWEETS, Math.min(most, MOST_TWEETS))));
  }

  private @Nullable Polled pollDue(JobContext lots, int room, int most) {
    return poll(
        lots,
        room,
        all ->
            (all
                    ? DueTweets.all(pool, ids(lots.claims()), clock.instant())
                    : DueTweets.due(pool, ids(lots.claims()), clock.instant(), most))
                .await(),
        most,
        null);
  }

  /**
   * Polls and records tweets of a claimed lot, due or not.
   *
   * @param number the triggered round
   */
  Ran pollTriggered(JobContext lot, List<DueTweet> tweets, int number) {
    return pass(lot)
        .awaiting(
            () -> record(poll(lot, Integer.MAX_VALUE, all -> tweets, Integer.MAX_VALUE, number)));
  }

  /** Does the first part of a pass, which ends the span only when it fails. */
  private static @Nullable Polled asked(Span pass, Supplier<@Nullable Polled> work) {
    try {
      return pass.within(work);
    } catch (Throwable problem) { // an await throws checked exceptions as well
      pass.end(problem);
      throw problem;
    }
  }

  private static List<Long> ids(List<Claim> claims) {
    return claims.stream().map(Claim::subject).toList();
  }

  /** Begins the batch's root span, linked to the spans of the deliveries that created its lots. */
  private Span pass(JobContext lots) {
    List<String> origins =
        traces.collected() ? Lots.origins(pool, ids(lots.claims())).await() : List.of();
    return traces
        .begin("pass over lots", origins, lots.claimBegan())
        .with("tidemark.lots", lots.claims().size());
  }

  /** Gives up a batch that runs for too long, so that other processes can poll its lots. */
  private final class Overrun {

    private final JobContext lots;

    /** The lot whose tweets are being decided; 0 for none. */
    private volatile long deciding;

    private volatile List<DueTweet> tweets = List.of();
    private volatile boolean setAside;

    Overrun(JobContext lots) {
      this.lots = lots;
      lots.onOverrun(this::breakUp);
    }

    /** The claim that most likely causes the overrun. */
    private Claim worst() {
      Map<Long, Long> sizes = tweets.stream().collect(groupingBy(DueTweet::lot, counting()));
      return lots.claims().stream()
          .max(
              Comparator.comparing((Claim claim) -> claim.subject() == deciding)
                  .thenComparing(claim -> sizes.getOrDefault(claim.subject(), 0L)))
          .orElseThrow();
    }

    /** Releases all lots except the worst one, which is retried later. */
    private void breakUp(Duration lasted) {
      lots.stopRenewing();
      if (setAside) {
        return;
      }
      Claim worst = worst();
      List<Claim> others = lots.claims().stream().filter(claim -> !claim.equals(worst)).toList();
      store
          .release(others)
          .onFailure(
              problem ->
                  log.atWarn()
                      .addKeyValue("lots", others.size())
                      .addKeyValue("problem", problem.getMessage())
                      .log(
                          "Lots of a batch that runs too long could not be released; they are"
                              + " claimed again when their lease ends"));
      writing
          .postpone(worst, "a pass over it lasted longer than %d s".formatted(lasted.toSeconds()))
          .onSuccess(moved -> setAside = true)
          .onFailure(
              problem ->
                  log.atWarn()
                      .addKeyValue("lot", worst.subject())
                      .addKeyValue("problem", problem.getMessage())
                      .log("A lot could not be set aside"));
    }
  }

  /** What was asked and answered in a pass, and has to be recorded. */
  private record Polled(
      JobContext lots,
      List<DueTweet> tweets,
      RoutedPolls.Result result,
      PollBatch batch,
      Overrun overrun,
      long began) {}

  /**
   * @param room the most tweets of which the claimed lots are polled together
   * @param which reads the tweets; told whether all of the lots are fewer than the most
   * @return null when no lot is left to poll
   */
  private @Nullable Polled poll(
      JobContext lots,
      int room,
      Function<Boolean, List<DueTweet>> which,
      int most,
      @Nullable Integer triggered) {
    long began = System.nanoTime();
    List<ClaimedLot> known = ClaimedLot.of(pool, ids(lots.claims())).await();
    lots.keep(PausedLots.leaveOut(pool, lots.claims(), known));
    if (lots.claims().isEmpty()) {
      return null;
    }
    measureLag(lots.claims());
    int together = keepTogether(lots, known, room);
    var overrun = new Overrun(lots);
    List<DueTweet> tweets = which.apply(together < most);
    overrun.tweets = tweets;
    if (tweets.size() == most) {
      releaseUntouched(lots, tweets);
    }
    Set<String> zones = tweets.stream().map(DueTweet::zone).collect(toSet());
    // Runs in parallel with the poll. It never fails: answers that were paid for must be recorded.
    Future<Map<String, Double>> p25 = thresholds.of(zones);
    RoutedPolls.Result result = traces.stepAwaiting("poll", () -> RoutedPolls.poll(router, tweets));
    PollBatch batch = batch(lots, tweets, result, p25.await(), triggered);
    return new Polled(lots, tweets, result, batch, overrun, began);
  }

  /**
   * Releases the lots that do not fit into the pass; those that were removed are kept.
   *
   * @return as many tweets as are due of the others, or more
   */
  private int keepTogether(JobContext lots, List<ClaimedLot> known, int room) {
    List<ClaimedLot> counted =
        ClaimedLot.counted(pool, lots.claims(), known, clock.instant(), room).await();
    Set<Long> released = known.stream().map(ClaimedLot::id).collect(toSet());
    released.removeAll(ClaimedLot.together(lots.claims(), counted, room));
    releaseIf(lots, claim -> released.contains(claim.subject()));
    return counted.stream()
        .filter(lot -> !released.contains(lot.id()))
        .mapToInt(ClaimedLot::tweets)
        .sum();
  }

  private Ran record(@Nullable Polled polled) {
    if (polled == null) {
      return Ran.NOTHING;
    }
    JobContext lots = polled.lots;
    var rounds = new RoundLog(polled.tweets, polled.batch);
    long began = System.nanoTime();
    Written written =
        traces.stepAwaiting(
            "record",
            () ->
                writing.write(
                    polled.batch, lots::holdsLease, lot -> polled.overrun.deciding = lot, rounds));
    meters.timer("tidemark.lots.write").record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    Edits.applyEverywhere(pool, edited(polled.batch), clock.instant()).await();
    report(polled, written);
    publishChanges(polled.tweets);
    return ran(polled.tweets, polled.result, written);
  }

  /** Releases lots of which no tweet fitted into the batch; they stay due. */
  private static void releaseUntouched(JobContext lots, List<DueTweet> tweets) {
    Set<Long> touched = tweets.stream().map(DueTweet::lot).collect(toSet());
    releaseIf(lots, claim -> !touched.contains(claim.subject()));
  }

  private static void releaseIf(JobContext lots, Predicate<Claim> which) {
    List<Claim> some = lots.claims().stream().filter(which).toList();
    if (!some.isEmpty()) {
      lots.release(some).await();
    }
  }

  private static PollBatch batch(
      JobContext lots,
      List<DueTweet> tweets,
      RoutedPolls.Result result,
      Map<String, Double> thresholds,
      @Nullable Integer triggered) {
    List<DueTweet> answered = new ArrayList<>();
    Map<Long, PostponedTweet> postponed = new HashMap<>();
    for (DueTweet tweet : tweets) {
      Unanswered unanswered = result.unanswered().get(tweet.id());
      if (unanswered == null) {
        answered.add(tweet);
      } else {
        postponed.put(
            tweet.id(),
            new PostponedTweet(tweet.lot(), unanswered.until(), unanswered.reason(), false));
      }
    }
    return new PollBatch(
        lots.claims(), answered, result.answers(), postponed, thresholds, triggered, true);
  }

  private static List<List<String>> edited(PollBatch batch) {
    return batch.tweets().stream()
        .map(tweet -> batch.answers().get(tweet.tweetId()).versions())
        .filter(versions -> !versions.isEmpty())
        .distinct()
        .toList();
  }

  /** Records the lag: how long the longest overdue lot has been due, by the world's clock. */
  private void measureLag(List<Claim> claims) {
    meters.summary("tidemark.lots.claimed").record(claims.size());
    claims.stream()
        .map(claim -> Duration.between(claim.dueAt(), clock.instant()))
        .max(Comparator.naturalOrder())
        .filter(lag -> !lag.isNegative())
        .ifPresent(lag -> meters.timer("tidemark.lots.due.lag").record(lag));
  }

  private void publishChanges(List<DueTweet> tweets) {
    tweets.stream()
        .collect(groupingBy(DueTweet::zone, counting()))
        .forEach(
            (zone, count) ->
                Address.CHANGES.publish(
                    vertx.eventBus(),
                    ChangeEvent.inZone("polled", null, zone, Map.of("tweets", count))));
  }

  private static Ran ran(List<DueTweet> tweets, RoutedPolls.Result result, Written written) {
    int errors = result.unanswered().size();
    int updated = written.progress().size();
    long stopped = written.stopped().values().stream().mapToLong(Long::longValue).sum();
    return new Ran(true, updated, errors, tweets.size() - errors - updated, (int) stopped, null);
  }

  private void report(Polled polled, Written written) {
    int lots = polled.lots.claims().size();
    long nanos = System.nanoTime() - polled.began;
    meters.timer("tidemark.lots.pass").record(nanos, TimeUnit.NANOSECONDS);
    meters.counter("tidemark.lots.fired").increment(lots);
    meters.counter("tidemark.lots.put.back").increment(written.postponedLots());
    meters.counter("tidemark.lots.finished").increment(written.finishedLots());
    meters.counter("tidemark.tweets.polled").increment(polled.result.answers().size());
    meters.counter("tidemark.tweets.doubtful").increment(written.doubtful());
    meters.counter("tidemark.snapshots", "origin", "poll").increment(written.snapshots());
    written
        .stopped()
        .forEach(
            (reason, count) ->
                meters.counter("tidemark.tweets.stopped", "reason", reason).increment(count));
    log.atInfo()
        .addKeyValue("lots", lots)
        .addKeyValue("tweets", polled.tweets.size())
        .addKeyValue("calls", polled.result.calls())
        .addKeyValue("snapshots", written.snapshots())
        .addKeyValue("doubtful", written.doubtful())
        .addKeyValue("stopped", written.stopped())
        .addKeyValue("postponed", written.postponedLots())
        .addKeyValue("takenOver", written.takenOver())
        .addKeyValue("millis", nanos / 1_000_000)
        .log("Lots polled");
  }
}

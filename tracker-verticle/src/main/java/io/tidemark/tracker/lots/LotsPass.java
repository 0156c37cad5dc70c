package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Happened;
import io.tidemark.contract.Message.Ran;
import io.tidemark.postgres.DatabaseTrouble;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.Traces;
import io.tidemark.telemetry.Traces.Step;
import io.tidemark.timers.Alarm;
import io.tidemark.timers.Claim;
import io.tidemark.timers.Completion;
import io.tidemark.timers.Timers;
import io.tidemark.timers.Timers.Next;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.Recording.Polls;
import io.tidemark.tracker.lots.Recording.Written;
import io.tidemark.tracker.polling.Payers;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.PollResult;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the lots that are due: claim many, poll their tweets together, record it all.
 *
 * <p>Runs on a virtual thread and keeps no state between passes: what is interrupted anywhere is
 * claimed again when its lease or its process ends.
 */
public final class LotsPass implements Alarm.Pass {

  private static final Logger log = LoggerFactory.getLogger(LotsPass.class);

  /** Real time after which what is still locked by the dead is looked for again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** A process has 20 seconds to stop, and there is more to do after this. */
  private static final Duration TO_FINISH = Duration.ofSeconds(6);

  /** How long a lot rests whose writing fails for a reason of its own. */
  private static final Duration AFTER_BAD_WRITE = Duration.ofMinutes(15);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final Settings.Tracker settings;
  private final Payers payers;
  private final Thresholds thresholds;
  private final Timers timers;
  private final Recording recording;
  private final MeterRegistry meters;
  private final Traces traces;
  private final Duration patience;
  private final Set<Claim> inHand = ConcurrentHashMap.newKeySet();
  private volatile boolean givenBack;

  /**
   * @param timers of lots, the same for all passes of a process
   * @param share from 0 to 1, which part of the coalescing window this pass waits; passes that
   *     differ in it do not wake together and share due lots that fit into one call
   */
  public LotsPass(
      Foundation foundation,
      Timers timers,
      Payers payers,
      Thresholds thresholds,
      Partitions partitions,
      double share) {
    this.vertx = foundation.vertx();
    this.pool = foundation.pool();
    this.clock = foundation.clock();
    this.settings = foundation.settings().tracker();
    this.payers = payers;
    this.thresholds = thresholds;
    this.timers = timers;
    this.recording = new Recording(pool, timers, partitions);
    this.meters = foundation.meters();
    this.traces = foundation.traces();
    this.patience = Duration.ofMillis((long) (settings.coalescing().toMillis() * share));
  }

  /**
   * Waits until the longest due lot has waited for company long enough, then runs all that are due.
   */
  @Override
  public Optional<Instant> runOnce() {
    Instant now = clock.instant();
    Optional<Instant> firesAt = timers.next(now).await().map(this::firesAt);
    if (firesAt.isEmpty() || firesAt.get().isAfter(now)) {
      return firesAt;
    }
    int claimed = runDue();
    return claimed == settings.batch()
        ? Optional.of(now)
        : timers.next(clock.instant()).await().map(this::firesAt);
  }

  /** What somebody had claimed before had waited for company already. */
  private Instant firesAt(Next next) {
    return next.abandoned() ? next.dueAt() : firesAt(next.dueAt());
  }

  /** When a lot fires that is due at the given time: late enough to share calls with others. */
  public Instant firesAt(Instant dueAt) {
    return dueAt.plus(patience);
  }

  /**
   * Claims and runs lots that are due now, without waiting for company.
   *
   * @return how many were claimed; the most that one pass claims means there may be more
   */
  public int runDue() {
    long began = System.nanoTime();
    return runAll(timers.claim(clock.instant(), settings.batch()).await(), began);
  }

  /**
   * Claims and runs due lots that processes held which are gone.
   *
   * @return when to look again; empty when nothing of them is left
   */
  public Optional<Instant> runLeftBehind() {
    long began = System.nanoTime();
    Instant now = clock.instant();
    runAll(timers.claimLeftBehind(now, settings.batch()).await(), began);
    return timers.isAnyLeftBehind(now).await() ? Optional.of(soon()) : Optional.empty();
  }

  private Instant soon() {
    return clock.instant().plusNanos((long) (LOOK_AGAIN.toNanos() * clock.speed()));
  }

  private int runAll(List<Claim> claims, long began) {
    if (!claims.isEmpty()) {
      long claimed = System.nanoTime();
      List<Long> lots = claims.stream().map(Claim::subject).toList();
      Step pass = pass(lots, began);
      pass.past("claim", began, claimed);
      run(pass, claims, () -> DueTweets.due(pool, lots, clock.instant()).await());
    }
    return claims.size();
  }

  /**
   * Polls and records tweets of claimed lots.
   *
   * @param which asked for once the leases are being renewed
   */
  Ran run(List<Claim> claims, Supplier<List<DueTweet>> which) {
    List<Long> lots = claims.stream().map(Claim::subject).toList();
    return run(pass(lots, System.nanoTime()), claims, which);
  }

  /**
   * What this pass is in the traces: begun by nobody but whoever triggers it from outside, it
   * follows from the deliveries that its lots came with. A pass that finds nothing is not told.
   */
  private Step pass(List<Long> lots, long began) {
    List<String> origins = traces.collected() ? Lots.origins(pool, lots).await() : List.of();
    return traces.begin("pass over lots", origins, began).with("tidemark.lots", lots.size());
  }

  private Ran run(Step pass, List<Claim> claims, Supplier<List<DueTweet>> which) {
    return pass.awaiting(() -> pollAndRecord(claims, which));
  }

  private Ran pollAndRecord(List<Claim> claims, Supplier<List<DueTweet>> which) {
    long began = System.nanoTime();
    inHand.addAll(claims);
    measureLag(claims);
    long renewal =
        vertx.setPeriodic(Math.max(1, settings.lease().toMillis() / 3), tick -> renew(claims));
    try {
      List<DueTweet> tweets = which.get();
      PollResult result = traces.stepAwaiting("poll", () -> poll(tweets));
      Set<String> zones = tweets.stream().map(DueTweet::zone).collect(toSet());
      Map<String, Double> p25 = thresholds.of(zones).await();
      var polls = new Polls(claims, tweets, result, p25, clock.instant());
      Written written = traces.stepAwaiting("record", () -> write(polls));
      report(claims.size(), tweets.size(), result, written, System.nanoTime() - began);
      tell(tweets);
      return ran(tweets, result, written);
    } finally {
      vertx.cancelTimer(renewal);
      claims.forEach(inHand::remove);
    }
  }

  /** Begins no further pass; what is in hand is finished, or given back when that takes long. */
  Future<Void> endOf(Alarm alarm) {
    return alarm
        .stop()
        .timeout(TO_FINISH.toMillis(), TimeUnit.MILLISECONDS)
        .recover(late -> giveBack());
  }

  /**
   * Lets others have at once what this pass has not finished, because its process must end now. It
   * may still be written here as long as nobody has claimed it.
   */
  Future<Void> giveBack() {
    givenBack = true;
    List<Claim> claims = List.copyOf(inHand);
    if (claims.isEmpty()) {
      return Future.succeededFuture();
    }
    log.atWarn().addKeyValue("lots", claims.size()).log("Lots in hand are given back unfinished");
    return timers.release(claims);
  }

  /** How long the lot that waited longest has been due, by the world's clock. */
  private void measureLag(List<Claim> claims) {
    meters.summary("tidemark.lots.claimed").record(claims.size());
    claims.stream()
        .map(claim -> Duration.between(claim.dueAt(), clock.instant()))
        .max(Comparator.naturalOrder())
        .filter(lag -> !lag.isNegative())
        .ifPresent(lag -> meters.timer("tidemark.lots.due.lag").record(lag));
  }

  private void tell(List<DueTweet> tweets) {
    tweets.stream()
        .collect(groupingBy(DueTweet::zone, counting()))
        .forEach(
            (zone, count) ->
                Address.HAPPENED.publish(
                    vertx.eventBus(),
                    Happened.inZone("polled", null, zone, Map.of("tweets", count))));
  }

  private static Ran ran(List<DueTweet> tweets, PollResult result, Written written) {
    int errors =
        (int)
            tweets.stream().filter(tweet -> result.putBack().containsKey(tweet.tweetId())).count();
    int skipped = tweets.size() - errors - written.tweets();
    return new Ran(true, written.tweets(), errors, skipped, written.stoppedTweets(), null);
  }

  /** All tweets of one payer together, and a tweet that several zones have only once. */
  private PollResult poll(List<DueTweet> tweets) {
    Set<String> suspects =
        tweets.stream().filter(DueTweet::suspect).map(DueTweet::tweetId).collect(toSet());
    Map<PollPipeline, List<DueTweet>> byPayer = new LinkedHashMap<>();
    tweets.forEach(
        tweet ->
            byPayer
                .computeIfAbsent(payers.of(tweet.zone()), first -> new ArrayList<>())
                .add(tweet));
    Set<String> asked = new HashSet<>();
    List<Future<PollResult>> polls = new ArrayList<>();
    byPayer.forEach(
        (payer, theirs) -> {
          SequencedSet<String> ids = FairOrder.ids(theirs);
          ids.removeIf(id -> !asked.add(id));
          polls.add(payer.poll(ids, suspects));
        });
    Future.all(polls).await();
    return polls.stream()
        .map(Future::result)
        .reduce(PollResult::plus)
        .orElseGet(() -> new PollResult(Map.of(), Map.of(), 0));
  }

  private void renew(List<Claim> claims) {
    if (givenBack) {
      return;
    }
    timers
        .renew(claims)
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("lots", claims.size())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The lease of lots in hand could not be renewed"));
  }

  /**
   * Writes all together; if that fails for a reason that will not pass, in halves, so that one lot
   * that cannot be written never keeps its neighbours from it.
   */
  private Written write(Polls polls) {
    try {
      return recording.write(polls).await();
    } catch (RuntimeException problem) {
      if (DatabaseTrouble.isPassing(problem)) {
        throw problem;
      }
      List<Claim> claims = polls.claims();
      if (claims.size() == 1) {
        return setAside(claims.get(0), problem);
      }
      int middle = claims.size() / 2;
      return write(polls.only(claims.subList(0, middle)))
          .plus(write(polls.only(claims.subList(middle, claims.size()))));
    }
  }

  private Written setAside(Claim claim, RuntimeException problem) {
    log.atError()
        .addKeyValue("lot", claim.subject())
        .setCause(problem)
        .log("A lot could not be written; it rests");
    Instant due = clock.instant().plus(AFTER_BAD_WRITE);
    String reason = "could not be written: " + problem.getMessage();
    pool.withTransaction(
            transaction ->
                Lots.fired(
                        transaction,
                        List.of(new Lots.Fired(claim.subject(), false, reason)),
                        clock.instant())
                    .compose(
                        noted ->
                            timers.complete(
                                transaction,
                                List.of(new Completion(claim.subject(), claim.token(), due)))))
        .await();
    return new Written(0, 0, Map.of(), 0, 1, 0);
  }

  private void report(int lots, int tweets, PollResult result, Written written, long nanos) {
    meters.timer("tidemark.lots.pass").record(nanos, TimeUnit.NANOSECONDS);
    meters.counter("tidemark.lots.fired").increment(lots);
    meters.counter("tidemark.lots.put.back").increment(written.putBack());
    meters.counter("tidemark.lots.finished").increment(written.finishedLots());
    meters.counter("tidemark.tweets.polled").increment(result.outcomes().size());
    meters.counter("tidemark.snapshots", "origin", "poll").increment(written.snapshots());
    written
        .stopped()
        .forEach(
            (reason, count) ->
                meters.counter("tidemark.tweets.stopped", "reason", reason).increment(count));
    log.atInfo()
        .addKeyValue("lots", lots)
        .addKeyValue("tweets", tweets)
        .addKeyValue("calls", result.calls())
        .addKeyValue("snapshots", written.snapshots())
        .addKeyValue("stopped", written.stopped())
        .addKeyValue("putBack", written.putBack())
        .addKeyValue("takenOver", written.takenOver())
        .addKeyValue("millis", nanos / 1_000_000)
        .log("Lots polled");
  }
}

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
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.ClaimBackoff;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.JobStore.Next;
import io.tidemark.jobs.Watchdog;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.Traces;
import io.tidemark.telemetry.Traces.Step;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.Recording.Held;
import io.tidemark.tracker.lots.Recording.Polls;
import io.tidemark.tracker.lots.Recording.Written;
import io.tidemark.tracker.polling.Payers;
import io.tidemark.tracker.polling.PollResult.PutBack;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.tracker.tweets.Edits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the lots that are due: claim many, poll their tweets together, record it all.
 *
 * <p>Runs on a virtual thread and keeps no state between passes: what is interrupted anywhere is
 * claimed again when its lease or its process ends.
 */
public final class LotPoller implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(LotPoller.class);

  /** What a pass writes has to fit into one transaction, mostly. */
  static final int MOST_TWEETS = 5_000;

  /** So many leases a pass may last: slow platforms and full lanes are no reason to give up. */
  private static final int LEASES = 10;

  /** A process has 20 seconds to stop, and there is more to do after this. */
  static final Duration TO_FINISH = Duration.ofSeconds(6);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final Settings.Tracker settings;
  private final Payers payers;
  private final Thresholds thresholds;
  private final JobStore timers;
  private final Writing writing;
  private final ClaimBackoff lookAgain;
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
  public LotPoller(
      Foundation foundation,
      JobStore timers,
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
    this.writing =
        new Writing(vertx, pool, clock, timers, new Recording(pool, clock, timers, partitions));
    this.lookAgain = new ClaimBackoff(clock);
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
        : lookAgain.after(claimed, timers.next(clock.instant()).await().map(this::firesAt));
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
    int claimed = runAll(timers.claimOrphaned(now, settings.batch()).await(), began);
    return lookAgain.after(
        claimed, timers.isAnyOrphaned(now).await() ? Optional.of(now) : Optional.empty());
  }

  private int runAll(List<Claim> claims, long began) {
    if (!claims.isEmpty()) {
      long claimed = System.nanoTime();
      List<Long> lots = claims.stream().map(Claim::subject).toList();
      Step pass = pass(lots, began);
      pass.past("claim", began, claimed);
      runDue(pass, claims, MOST_TWEETS);
    }
    return claims.size();
  }

  /**
   * Polls and records the due tweets of claimed lots.
   *
   * @param most tweets; of a lot that fits only in part some stay due, and so does the lot
   */
  Ran runDue(List<Claim> claims, int most) {
    return runDue(pass(lots(claims), System.nanoTime()), claims, Math.min(most, MOST_TWEETS));
  }

  private Ran runDue(Step pass, List<Claim> claimed, int most) {
    return pass.awaiting(
        () -> {
          List<Claim> claims = PausedLots.leaveOut(pool, claimed);
          return claims.isEmpty()
              ? Ran.NOTHING
              : pollAndRecord(
                  new Hand(claims),
                  () -> DueTweets.due(pool, lots(claims), clock.instant(), most).await(),
                  most,
                  null);
        });
  }

  /**
   * Polls and records tweets of a claimed lot, due or not.
   *
   * @param number of the round that was triggered
   */
  Ran runTriggered(Claim lot, List<DueTweet> tweets, int number) {
    return pass(List.of(lot.subject()), System.nanoTime())
        .awaiting(
            () -> {
              List<Claim> claims = PausedLots.leaveOut(pool, List.of(lot));
              return claims.isEmpty()
                  ? Ran.NOTHING
                  : pollAndRecord(new Hand(claims), () -> tweets, Integer.MAX_VALUE, number);
            });
  }

  private static List<Long> lots(List<Claim> claims) {
    return claims.stream().map(Claim::subject).toList();
  }

  /**
   * What this pass is in the traces: begun by nobody but whoever triggers it from outside, it
   * follows from the deliveries that its lots came with. A pass that finds nothing is not told.
   */
  private Step pass(List<Long> lots, long began) {
    List<String> origins = traces.collected() ? Lots.origins(pool, lots).await() : List.of();
    return traces.begin("pass over lots", origins, began).with("tidemark.lots", lots.size());
  }

  /** The claims of a pass, from the claim to the end of its writing. */
  private final class Hand {
    private volatile List<Claim> claims;
    private volatile long renewedAt = System.nanoTime();
    private volatile boolean overran;
    private volatile boolean setAside;

    /** The lot whose tweets are being decided on; 0 while none is. */
    private volatile long deciding;

    private volatile List<DueTweet> tweets = List.of();

    Hand(List<Claim> claims) {
      this.claims = claims;
    }

    /** Whether nobody can have taken the claims over, by all that is known here. */
    boolean stands() {
      return !givenBack && !overran && System.nanoTime() - renewedAt < settings.lease().toNanos();
    }

    void renew() {
      if (givenBack || overran) {
        return;
      }
      long asked = System.nanoTime();
      timers
          .renew(claims)
          .onSuccess(stood -> renewedAt = asked)
          .onFailure(
              problem ->
                  log.atWarn()
                      .addKeyValue("lots", claims.size())
                      .addKeyValue("problem", problem.getMessage())
                      .log("The lease of lots in hand could not be renewed"));
    }

    /** The claim that most likely keeps the pass from ending. */
    private Claim worst() {
      Map<Long, Long> sizes = tweets.stream().collect(groupingBy(DueTweet::lot, counting()));
      return claims.stream()
          .max(
              Comparator.comparing((Claim claim) -> claim.subject() == deciding)
                  .thenComparing(claim -> sizes.getOrDefault(claim.subject(), 0L)))
          .orElseThrow();
    }

    /** Lets go of everything: others may do the rest, and the worst lot rests. */
    void letGo(Duration lasted) {
      overran = true;
      if (setAside) {
        return;
      }
      Claim worst = worst();
      List<Claim> others = claims.stream().filter(claim -> !claim.equals(worst)).toList();
      timers
          .release(others)
          .onFailure(
              problem ->
                  log.atWarn()
                      .addKeyValue("lots", others.size())
                      .addKeyValue("problem", problem.getMessage())
                      .log("Lots of a pass that does not end come back with their lease"));
      writing
          .putOff(worst, "a pass over it lasted longer than %d s".formatted(lasted.toSeconds()))
          .onSuccess(moved -> setAside = true)
          .onFailure(
              problem ->
                  log.atWarn()
                      .addKeyValue("lot", worst.subject())
                      .addKeyValue("problem", problem.getMessage())
                      .log("A lot could not be set aside"));
    }
  }

  private Ran pollAndRecord(
      Hand hand, Supplier<List<DueTweet>> which, int most, @Nullable Integer triggered) {
    long began = System.nanoTime();
    List<Claim> taken = hand.claims;
    inHand.addAll(taken);
    measureLag(taken);
    long renewal =
        vertx.setPeriodic(Math.max(1, settings.lease().toMillis() / 3), tick -> hand.renew());
    var watched =
        Watchdog.of(vertx)
            .begin("a pass over lots", settings.lease().multipliedBy(LEASES), hand::letGo);
    try {
      List<DueTweet> tweets = which.get();
      hand.tweets = tweets;
      if (tweets.size() == most) {
        releaseUntouched(hand, tweets);
      }
      Set<String> zones = tweets.stream().map(DueTweet::zone).collect(toSet());
      // Beside the poll, and whatever becomes of it: an answer is paid for.
      Future<Map<String, Double>> p25 = thresholds.of(zones);
      PayerTurns.Result result = traces.stepAwaiting("poll", () -> PayerTurns.poll(payers, tweets));
      Polls polls = polls(hand, tweets, result, p25.await(), triggered);
      var rounds = new RoundLog(tweets, polls.thresholds());
      Written written =
          traces.stepAwaiting(
              "record",
              () -> writing.write(polls, hand::stands, lot -> hand.deciding = lot, rounds));
      Edits.heard(pool, edited(polls), clock.instant()).await();
      report(hand.claims.size(), tweets.size(), result, written, System.nanoTime() - began);
      tell(tweets);
      return ran(tweets, result, written);
    } finally {
      watched.end();
      vertx.cancelTimer(renewal);
      taken.forEach(inHand::remove);
    }
  }

  /** Lots of which no tweet fitted into the pass stay due. */
  private void releaseUntouched(Hand hand, List<DueTweet> tweets) {
    Set<Long> touched = tweets.stream().map(DueTweet::lot).collect(toSet());
    List<Claim> untouched =
        hand.claims.stream().filter(claim -> !touched.contains(claim.subject())).toList();
    if (!untouched.isEmpty()) {
      hand.claims =
          hand.claims.stream().filter(claim -> touched.contains(claim.subject())).toList();
      timers.release(untouched).await();
    }
  }

  private static Polls polls(
      Hand hand,
      List<DueTweet> tweets,
      PayerTurns.Result result,
      Map<String, Double> thresholds,
      @Nullable Integer triggered) {
    List<DueTweet> answered = new ArrayList<>();
    Map<Long, Held> held = new HashMap<>();
    for (DueTweet tweet : tweets) {
      PutBack putBack = result.putBack().get(tweet.id());
      if (putBack == null) {
        answered.add(tweet);
      } else {
        held.put(tweet.id(), new Held(tweet.lot(), putBack.until(), putBack.reason(), false));
      }
    }
    return new Polls(hand.claims, answered, result.answers(), held, thresholds, triggered, true);
  }

  private static List<List<String>> edited(Polls polls) {
    return polls.tweets().stream()
        .map(tweet -> polls.answers().get(tweet.tweetId()).versions())
        .filter(versions -> !versions.isEmpty())
        .distinct()
        .toList();
  }

  /** Begins no further pass; what is in hand is finished, or given back when that takes long. */
  Future<Void> endOf(WorkLoop alarm) {
    return endOf(alarm.stop(), TO_FINISH);
  }

  /**
   * The same for a pass that no alarm runs.
   *
   * @param ended completes when what is in hand has ended
   * @param toFinish real time until it is given back
   */
  Future<Void> endOf(Future<Void> ended, Duration toFinish) {
    return ended.timeout(toFinish.toMillis(), TimeUnit.MILLISECONDS).recover(late -> giveBack());
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

  private static Ran ran(List<DueTweet> tweets, PayerTurns.Result result, Written written) {
    int errors = result.putBack().size();
    int skipped = tweets.size() - errors - written.tweets();
    return new Ran(true, written.tweets(), errors, skipped, written.stoppedTweets(), null);
  }

  private void report(int lots, int tweets, PayerTurns.Result result, Written written, long nanos) {
    meters.timer("tidemark.lots.pass").record(nanos, TimeUnit.NANOSECONDS);
    meters.counter("tidemark.lots.fired").increment(lots);
    meters.counter("tidemark.lots.put.back").increment(written.putBack());
    meters.counter("tidemark.lots.finished").increment(written.finishedLots());
    meters.counter("tidemark.tweets.polled").increment(result.answers().size());
    meters.counter("tidemark.tweets.doubtful").increment(written.doubtful());
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
        .addKeyValue("doubtful", written.doubtful())
        .addKeyValue("stopped", written.stopped())
        .addKeyValue("putBack", written.putBack())
        .addKeyValue("takenOver", written.takenOver())
        .addKeyValue("millis", nanos / 1_000_000)
        .log("Lots polled");
  }
}

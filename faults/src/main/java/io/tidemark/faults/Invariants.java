package io.tidemark.faults;

import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the invariants after a run: compares the database with the platform's record of calls. */
final class Invariants {

  /**
   * The result of one invariant.
   *
   * @param detail figures, and examples of violations
   */
  record InvariantResult(String invariant, boolean holds, String detail) {

    /** This result with a further condition and figure. */
    InvariantResult and(boolean holdsToo, String more) {
      return new InvariantResult(invariant, holds && holdsToo, detail + ", " + more);
    }
  }

  private static final double MOST_WASTED = 0.02;
  private static final int EXAMPLES = 5;

  /** The maximum difference of two processes' clocks on one machine, in real time. */
  private static final Duration SLACK = Duration.ofMillis(20);

  /** The maximum duration of a call and its recording, which a fault can interrupt. */
  private static final Duration IN_PROGRESS = Duration.ofMillis(1_500);

  /** The pause of a credential on the world's clock after a 429 without a time. */
  private static final Duration PAUSE = Duration.ofMinutes(16);

  private final SuiteProfile profile;
  private final double slowness;
  private final Database database;
  private final DeliverySender deliveries;
  private final FaultInjector injector;
  private final ClaimObserver claims;
  private final FaultLog log;
  private final List<Call> calls;

  /** The calls of polls; the suite itself makes the others. */
  private final List<Call> polls;

  private final List<TrackedTweet> tweets;

  Invariants(
      SuiteProfile profile,
      FaultEnvironment environment,
      DeliverySender deliveries,
      FaultInjector injector,
      ClaimObserver claims)
      throws SQLException {
    this.profile = profile;
    this.slowness = environment.slowness();
    this.database = environment.database();
    this.deliveries = deliveries;
    this.injector = injector;
    this.claims = claims;
    this.log = injector.done();
    this.calls =
        environment.simulator().meter().recordedCalls().stream()
            .filter(call -> call.platform() == Platform.X)
            .sorted(Comparator.comparing(Call::at))
            .toList();
    Set<String> refreshOnly = deliveries.refreshOnly();
    this.polls =
        calls.stream()
            .filter(call -> call.ids().isEmpty() || !refreshOnly.containsAll(call.ids()))
            .toList();
    this.tweets = database.tracked();
  }

  int calls() {
    return calls.size();
  }

  int tweets() {
    return tweets.size();
  }

  int snapshots() {
    return tweets.stream().mapToInt(tweet -> tweet.snapshots().size()).sum();
  }

  List<InvariantResult> all() throws SQLException {
    CallReconciliation matching = CallReconciliation.of(polls, tweets, profile.world(SLACK));
    Map<String, PoisonedDelivery.ReplayState> replayStates = database.replayStates();
    return List.of(
        accepted(),
        nothingAcceptedInOutage(),
        none("no round has two snapshots", DOUBLED),
        none("every round has a snapshot", UNREAD),
        check("every snapshot comes from a response of the platform", matching.unmatched()),
        missed(),
        none("no lot is unfinished", UNFINISHED),
        none("no lot is leased or waits forever", TIMERS),
        none("the overview's sums equal the counted rows", MISCOUNTED),
        pastStop(matching),
        budget(),
        wasted(matching),
        pollingGoesOn(),
        check(
            "rejected tweets of a delivery are recorded with a reason",
            PoisonedDelivery.unexplained(injector.poisoned(), stored(), replayStates)),
        check("no delivery keeps another from its replay", PoisonedDelivery.waiting(replayStates)),
        check(
            "no tweet is created after its arrival",
            tweets.stream()
                .filter(TrackedTweet::isFromTheFuture)
                .map(tweet -> tweet.tweetId() + " at " + tweet.createdAt())
                .toList()),
        passes(),
        check(
            "days past their retention are gone, and none is being detached",
            database.days().undone(injector.retention().oldestKept())),
        daysStand());
  }

  private Set<String> stored() {
    return tweets.stream().map(TrackedTweet::tweetId).collect(Collectors.toSet());
  }

  private InvariantResult accepted() {
    Set<String> missing = new HashSet<>(deliveries.accepted());
    tweets.forEach(tweet -> missing.remove(tweet.tweetId()));
    return check("every accepted tweet is there", missing)
        .and(
            deliveries.unaccepted() == 0,
            "%d accepted, %d deliveries given up"
                .formatted(deliveries.accepted().size(), deliveries.unaccepted()));
  }

  private InvariantResult nothingAcceptedInOutage() {
    Map<String, Integer> answers = deliveries.responsesInOutage();
    int lies = answers.getOrDefault("200", 0) + answers.getOrDefault("202", 0);
    return new InvariantResult(
        "nothing is answered with 200 during a database outage",
        lies == 0,
        lies + " against it of " + answers);
  }

  private static final String DOUBLED =
      """
      select count(*)
      from (
        select tweet_id, round
        from twitter_engagement_history
        where round is not null
        group by tweet_id, round
        having count(*) > 1) doubled
      """;

  private static final String UNREAD =
      """
      select count(*)
      from twitter_engagement_tracking tracking
      where tracking.update_count <> (
        select count(*)
        from twitter_engagement_history history
        where history.tweet_id = tracking.tweet_db_id
          and history.round is not null)
      """;

  private static final String UNFINISHED =
      "select count(*) from twitter_lots where finished_at is null";

  private static final String TIMERS = "select count(*) from timers where kind = 'lot'";

  private static final String MISCOUNTED =
      """
      with summed as (
        select zone_id, tier, stop_reason, sum(tweets) as tweets, sum(polls) as polls,
          sum(rounds_spared) as spared
        from tracking_tallies
        group by zone_id, tier, stop_reason
        having sum(tweets) <> 0 or sum(polls) <> 0 or sum(rounds_spared) <> 0),
      counted as (
        select lot.zone_id, tracking.tier, tracking.stop_reason, count(*)::numeric as tweets,
          sum(tracking.update_count)::numeric as polls,
          sum(tracking.rounds_spared)::numeric as spared
        from twitter_engagement_tracking tracking
        join twitter_lots lot on lot.id = tracking.lot_id
        group by lot.zone_id, tracking.tier, tracking.stop_reason),
      zones_summed as (
        select zone_id, sum(deliveries) as deliveries, sum(lots) as lots, sum(readings) as readings
        from zone_tallies
        group by zone_id),
      zones_counted as (
        select zones.id,
          (select count(*) from webhook_deliveries where zone_id = zones.id)::numeric,
          (select count(*) from twitter_lots
            where zone_id = zones.id and finished_at is null)::numeric,
          (select count(*)
            from twitter_engagement_history history
            join twitter_tweets tweet on tweet.id = history.tweet_id
            where tweet.zone_id = zones.id and history.origin <> 'webhook')::numeric
        from zones
        where exists (select from webhook_deliveries where zone_id = zones.id)),
      spread as (
        select zone_id, engagement, sum(tweets)::numeric as tweets
        from (
          select zone_id, unnest(engagements) as engagement, unnest(tweets) as tweets
          from engagement_tallies
          where span = 'day'
          union all
          select zone_id, engagement, tweets
          from tweet_changes
          where engagement is not null) part
        group by zone_id, engagement
        having sum(tweets) <> 0),
      spread_counted as (
        select zone_id, total_engagement, count(*)::numeric
        from twitter_tweets
        where superseded_by is null
        group by zone_id, total_engagement)
      select
        (select count(*) from (table spread except table spread_counted) more)
        + (select count(*) from (table spread_counted except table spread) fewer)
        + (select count(*) from (table summed except table counted) more)
        + (select count(*) from (table counted except table summed) fewer)
        + (select count(*) from (table zones_summed except table zones_counted) more)
        + (select count(*) from (table zones_counted except table zones_summed) fewer)
      """;

  private InvariantResult none(String invariant, String query) throws SQLException {
    long count = database.number(query);
    return new InvariantResult(invariant, count == 0, count + " against it");
  }

  /** On a slow machine polls are later; the threshold is scaled accordingly. */
  private Duration prompt() {
    return profile.world(Duration.ofNanos((long) (profile.pollWithin().toNanos() * slowness)));
  }

  /** The faults during which no process polls. */
  private FaultLog stopping() {
    return log.stretched(
            fault -> fault.stopsAll() && !isPausing(fault),
            Duration.ZERO,
            profile.world(profile.lease().plusSeconds(2)))
        .and(
            log.stretched(
                Invariants::isPausing,
                Duration.ZERO,
                PAUSE.plus(profile.world(Duration.ofSeconds(3)))));
  }

  /** Whether the fault pauses a credential or uses up its window. */
  private static boolean isPausing(Fault fault) {
    return fault instanceof Fault.UpstreamFault || fault instanceof Fault.RestoreRedis;
  }

  private InvariantResult missed() {
    FaultLog excuses = stopping();
    List<String> missed = new ArrayList<>();
    for (TrackedTweet tweet : tweets) {
      List<Integer> hours = tweet.missed(excuses, prompt());
      if (!hours.isEmpty()) {
        missed.add(
            "%s arrived %s stopped %s missed %s has %s"
                .formatted(
                    tweet.tweetId(),
                    tweet.arrivedAt(),
                    tweet.stoppedAt(),
                    hours,
                    tweet.snapshots()));
      }
    }
    return check("no round is missing without a reason", missed);
  }

  /** The faults that may prevent the recording of a call or cause its repetition. */
  private FaultLog excusing() {
    return log.stretched(
        Fault::losesResponses, profile.world(IN_PROGRESS), profile.world(IN_PROGRESS));
  }

  private InvariantResult pastStop(CallReconciliation matching) {
    FaultLog excused = excusing();
    List<String> violations =
        CallReconciliation.outside(matching.pastStop(), excused).stream()
            .map(call -> call.at().toString())
            .toList();
    return check("nothing is polled after its stop", violations)
        .and(
            true,
            "%d more by processes that did not know"
                .formatted(matching.pastStop().size() - violations.size()));
  }

  private InvariantResult budget() {
    Duration window = FaultEnvironment.WINDOW.minus(profile.world(SLACK.multipliedBy(10)));
    FaultLog restored =
        log.stretched(Fault.RestoreRedis.class::isInstance, Duration.ZERO, Duration.ZERO);
    int most = CallReconciliation.mostWithin(CallReconciliation.outside(calls, restored), window);
    // The first calls of a used-up window may arrive late; half a window with twice the limit is
    // checked instead.
    int atOnce = CallReconciliation.mostWithin(calls, FaultEnvironment.WINDOW.dividedBy(2));
    int limit = profile.requestsPer15Minutes();
    return new InvariantResult(
        "the budget is never exceeded",
        most <= limit && atOnce <= limit,
        "at most %d of %d calls in 15 minutes, %d in half of that with Redis put back"
            .formatted(most, limit, atOnce));
  }

  private InvariantResult pollingGoesOn() {
    List<String> silent =
        TrackedTweet.silentAfter(
            log.stretched(
                Fault.RestoreRedis.class::isInstance, Duration.ZERO, FaultEnvironment.WINDOW),
            tweets,
            Duration.ofHours(1).plus(prompt()),
            stopping(),
            prompt());
    return check("polling goes on after Redis came back with old data", silent);
  }

  private InvariantResult passes() {
    Duration lease = profile.world(profile.lease());
    FaultLog excuses =
        log.stretched(
            fault -> fault.losesResponses() || fault.stopsAll(), lease, lease.multipliedBy(2));
    Duration most = Duration.ofNanos((long) (lease.toNanos() * slowness));
    return check("no claim lasts longer than its lease", claims.longerThan(most, excuses))
        .and(true, profile.real(claims.longest(excuses)).toMillis() + " ms at most");
  }

  private InvariantResult daysStand() throws SQLException {
    HistoryPartitions now = database.days();
    List<String> lost = new ArrayList<>();
    for (HistoryPartitions before : injector.retention().before()) {
      lost.addAll(now.lost(before, injector.retention().oldestKept()));
    }
    return check("snapshots of other days are kept", lost);
  }

  private InvariantResult wasted(CallReconciliation matching) {
    FaultLog excused = excusing();
    List<Call> wasted = CallReconciliation.outside(matching.wasted(), excused);
    int unexcused = wasted.size();
    List<String> examples =
        wasted.stream()
            .limit(EXAMPLES)
            .map(call -> "%s with %d".formatted(call.at(), call.status()))
            .toList();
    return new InvariantResult(
        "wasted calls are at most 2 %",
        // On a slow machine more callers are gone before they are answered.
        unexcused <= MOST_WASTED * slowness * polls.size(),
        "%d of %d calls, and %d in progress at processes with a fault%s"
            .formatted(
                unexcused,
                polls.size(),
                matching.wasted().size() - unexcused,
                examples.isEmpty() ? "" : ": " + examples));
  }

  private static InvariantResult check(String invariant, Collection<String> violations) {
    List<String> examples = violations.stream().limit(EXAMPLES).toList();
    return new InvariantResult(
        invariant,
        violations.isEmpty(),
        violations.size() + " against it" + (examples.isEmpty() ? "" : ": " + examples));
  }
}

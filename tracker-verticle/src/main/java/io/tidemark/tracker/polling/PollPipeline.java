package io.tidemark.tracker.polling;

import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.polling.PollResult.PutBack;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Packs the ids of all due lots, each id once, into as few calls as there can be. A refused call is
 * asked again without the ids it names, or in halves, until the bad id stands alone.
 */
public final class PollPipeline {

  /** After a failure that names no time. The breaker keeps this from becoming a storm. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /**
   * Calls that one batch may cost when it is refused: enough to isolate two bad ids among a
   * hundred. A platform that refuses more than that refuses us, not an id.
   */
  static final int MOST_CALLS = 30;

  private static final String REFUSES_EVERYTHING = "the platform refuses whatever is asked";

  private final TweetSource source;
  private final WorldClock clock;

  public PollPipeline(TweetSource source, WorldClock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Asks about every id once.
   *
   * @param suspects ids that were refused last time; they get calls of their own, so that they cost
   *     their neighbours nothing
   * @return never fails
   */
  public Future<PollResult> poll(SequencedCollection<String> ids, Set<String> suspects) {
    var all = new LinkedHashSet<>(ids);
    return source
        .pause()
        .compose(
            pause -> {
              var collected = new Collected();
              if (pause.isPresent()) {
                collected.putBack(all, pause.get().until(), pause.get().reason());
                return Future.succeededFuture(collected.result());
              }
              List<Future<Void>> batches = new ArrayList<>();
              for (List<String> batch : batches(all, id -> !suspects.contains(id))) {
                batches.add(ask(batch, collected, new Allowance()));
              }
              for (List<String> batch : batches(all, suspects::contains)) {
                batches.add(ask(batch, collected, new Allowance()));
              }
              return Future.all(batches)
                  .map(
                      done -> {
                        collected.putBackIfAllWereRefused(suspects, clock.instant());
                        return collected.result();
                      });
            });
  }

  private static List<List<String>> batches(Collection<String> ids, Predicate<String> wanted) {
    List<String> filtered = ids.stream().filter(wanted).toList();
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < filtered.size(); from += TweetSource.MOST_IDS) {
      batches.add(filtered.subList(from, Math.min(from + TweetSource.MOST_IDS, filtered.size())));
    }
    return batches;
  }

  private Future<Void> ask(List<String> batch, Collected collected, Allowance allowance) {
    if (!allowance.take()) {
      collected.putBack(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      return Future.succeededFuture();
    }
    return source.read(batch).compose(outcome -> take(batch, outcome, collected, allowance));
  }

  private Future<Void> take(
      List<String> batch,
      CallOutcome<Map<String, PostOutcome<Counters>>> outcome,
      Collected collected,
      Allowance allowance) {
    if (!(outcome instanceof NotSent)) {
      collected.called();
    }
    switch (outcome) {
      case Answered<Map<String, PostOutcome<Counters>>> answered ->
          collected.outcomes(batch, answered.content());
      case Throttled<?> throttled -> collected.putBack(batch, throttled.until(), throttled.why());
      case Exhausted<?> exhausted -> collected.putBack(batch, exhausted.until(), exhausted.why());
      case AuthDead<?> dead ->
          collected.putBack(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), dead.why());
      case Transient<?> failure -> collected.putBack(batch, soon(), failure.why());
      case NotSent<?> waiting -> {
        return askFewer(batch, waiting, collected, allowance);
      }
      case Refused<?> refused -> {
        return askApart(batch, refused, collected, allowance);
      }
    }
    return Future.succeededFuture();
  }

  /** The first ids are the most valuable: what the budget still has is for them. */
  private Future<Void> askFewer(
      List<String> batch, NotSent<?> waiting, Collected collected, Allowance allowance) {
    int room = Math.clamp(waiting.room(), 0, batch.size() - 1);
    collected.putBack(batch.subList(room, batch.size()), waiting.until(), waiting.why());
    return room == 0
        ? Future.succeededFuture()
        : ask(batch.subList(0, room), collected, allowance);
  }

  private Future<Void> askApart(
      List<String> batch, Refused<?> refused, Collected collected, Allowance allowance) {
    List<String> named = batch.stream().filter(refused.offending()::contains).toList();
    if (!named.isEmpty() && named.size() < batch.size()) {
      collected.refused(named, refused.why());
      return ask(
          batch.stream().filter(id -> !refused.offending().contains(id)).toList(),
          collected,
          allowance);
    }
    if (batch.size() == 1) {
      collected.refused(batch, refused.why());
      return Future.succeededFuture();
    }
    int middle = batch.size() / 2;
    return ask(batch.subList(0, middle), collected, allowance)
        .compose(done -> ask(batch.subList(middle, batch.size()), collected, allowance));
  }

  private Instant soon() {
    return clock.instant().plus(AFTER_FAILURE);
  }

  /** Batches are answered on several threads at once where several verticles share a source. */
  private static final class Collected {
    private final Map<String, PostOutcome<Counters>> outcomes = new HashMap<>();
    private final Map<String, PutBack> putBack = new HashMap<>();
    private int calls;

    synchronized void called() {
      calls++;
    }

    synchronized void outcomes(List<String> batch, Map<String, PostOutcome<Counters>> answer) {
      for (String id : batch) {
        outcomes.put(id, answer.getOrDefault(id, new PostOutcome.Unknown<>("not answered for")));
      }
    }

    synchronized void refused(List<String> ids, String why) {
      ids.forEach(id -> outcomes.put(id, new PostOutcome.Refused<>(why)));
    }

    synchronized void putBack(Collection<String> ids, Instant until, String reason) {
      ids.forEach(id -> putBack.put(id, new PutBack(until, reason)));
    }

    /**
     * Where every single id is refused, and more than one that never was before, it is us who are
     * refused and not the ids.
     */
    synchronized void putBackIfAllWereRefused(Set<String> suspects, Instant now) {
      List<String> fresh = outcomes.keySet().stream().filter(id -> !suspects.contains(id)).toList();
      if (fresh.size() > 1
          && outcomes.values().stream().allMatch(PostOutcome.Refused.class::isInstance)) {
        fresh.forEach(outcomes::remove);
        putBack(fresh, now.plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      }
    }

    synchronized PollResult result() {
      return new PollResult(outcomes, putBack, calls);
    }
  }

  private static final class Allowance {
    private int left = MOST_CALLS;

    synchronized boolean take() {
      return left-- > 0;
    }
  }
}

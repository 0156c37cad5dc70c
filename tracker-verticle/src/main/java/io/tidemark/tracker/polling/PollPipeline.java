package io.tidemark.tracker.polling;

import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.polling.PollResult.Unanswered;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.RefusalGuard;
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
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Polls the ids of all due lots with one credential, each id once, in as few calls as possible. A
 * {@link BatchBisector} isolates ids that the platform refuses. A platform that refuses everything
 * is detected by the first calls, before the others are sent.
 */
public final class PollPipeline {

  /**
   * How long tweets wait after a failure that names no retry time. The breaker limits the load of
   * the retries.
   */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** Batches that are sent before it is known whether the platform refuses everything. */
  private static final int FIRST_BATCHES = 5;

  private static final String REFUSES_EVERYTHING = "the platform refuses everything";

  private final TweetSource source;
  private final WorldClock clock;

  public PollPipeline(TweetSource source, WorldClock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Asks about every id once.
   *
   * @param suspects ids that were refused the last time; they get calls of their own, so that they
   *     affect no other ids
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
                collected.unanswered(all, pause.get().until(), pause.get().reason());
                return Future.succeededFuture(collected.result());
              }
              List<List<String>> batches = batches(all, id -> !suspects.contains(id));
              batches.addAll(batches(all, suspects::contains));
              return askFirst(batches, collected)
                  .map(
                      done -> {
                        collected.unansweredIfAllWereRefused(suspects, clock.instant());
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

  /**
   * Sends the first batches whole. If all of them are refused, only the first is bisected: an
   * answer to any part of it shows that the others are worth bisecting.
   */
  private Future<Void> askFirst(List<List<String>> batches, Collected collected) {
    List<List<String>> first = batches.subList(0, Math.min(FIRST_BATCHES, batches.size()));
    List<List<String>> others = batches.subList(first.size(), batches.size());
    List<Supplier<Future<?>>> refused = new ArrayList<>();
    List<Future<?>> calls = new ArrayList<>();
    for (List<String> batch : first) {
      BatchBisector<String, Void> bisector = bisector(collected);
      calls.add(
          bisector
              .ask(batch)
              .compose(
                  reply -> {
                    if (reply instanceof Reply.Refused<String, Void> it && it.named().isEmpty()) {
                      synchronized (refused) {
                        refused.add(() -> bisector.take(reply));
                      }
                      return Future.succeededFuture();
                    }
                    return bisector.take(reply);
                  }));
    }
    return Future.all(calls)
        .compose(
            done ->
                collected.guard.wasOnlyRefused() && !refused.isEmpty()
                    ? refused.removeFirst().get()
                    : Future.succeededFuture())
        .compose(
            shown -> {
              List<Future<?>> rest = new ArrayList<>();
              refused.forEach(bisection -> rest.add(bisection.get()));
              others.forEach(batch -> rest.add(bisector(collected).run(batch)));
              return Future.all(rest).mapEmpty();
            });
  }

  private BatchBisector<String, Void> bisector(Collected collected) {
    var calls = new AtomicInteger();
    return new BatchBisector<>(
        batch -> ask(batch, collected, calls),
        (ids, why) -> {
          collected.refused(ids, why, clock.instant());
          return Future.succeededFuture(Optional.empty());
        });
  }

  private Future<Reply<String, Void>> ask(
      List<String> batch, Collected collected, AtomicInteger calls) {
    if (calls.incrementAndGet() > BatchBisector.MOST_CALLS || collected.guard.refusesEverything()) {
      collected.unanswered(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      return settled();
    }
    Instant askedAt = clock.instant();
    return source.read(batch).compose(outcome -> take(batch, outcome, collected, calls, askedAt));
  }

  private static Future<Reply<String, Void>> settled() {
    return Future.succeededFuture(new Reply.Settled<>(Optional.empty()));
  }

  private Future<Reply<String, Void>> take(
      List<String> batch,
      CallOutcome<TweetOutcomes> outcome,
      Collected collected,
      AtomicInteger calls,
      Instant askedAt) {
    switch (outcome) {
      case Answered<TweetOutcomes> answered ->
          collected.answered(batch, answered.content(), askedAt, clock.instant());
      case Throttled<?> throttled -> collected.failed(batch, throttled.until(), throttled.why());
      case Exhausted<?> exhausted -> collected.failed(batch, exhausted.until(), exhausted.why());
      case AuthDead<?> dead ->
          collected.failed(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), dead.why());
      case Transient<?> failure ->
          collected.failed(batch, clock.instant().plus(AFTER_FAILURE), failure.why());
      case NotSent<?> waiting -> {
        return askFewer(batch, waiting, collected, calls);
      }
      case Refused<?> refused -> {
        collected.refusedCall();
        List<String> named = batch.stream().filter(refused.offending()::contains).toList();
        // A refusal that names all ids identifies none of them.
        return Future.succeededFuture(
            new Reply.Refused<>(
                batch, named.size() < batch.size() ? named : List.of(), refused.why()));
      }
    }
    return settled();
  }

  /**
   * Retries with fewer ids: the first ids are the most valuable, so the rest of the budget is spent
   * on them.
   */
  private Future<Reply<String, Void>> askFewer(
      List<String> batch, NotSent<?> waiting, Collected collected, AtomicInteger calls) {
    int room = Math.clamp(waiting.room(), 0, batch.size() - 1);
    collected.unanswered(batch.subList(room, batch.size()), waiting.until(), waiting.why());
    return room == 0 ? settled() : ask(batch.subList(0, room), collected, calls);
  }

  /** Collects answers; thread-safe, because several verticles may share a source. */
  private static final class Collected {
    private final Map<String, TweetAnswer> answers = new HashMap<>();
    private final Map<String, Unanswered> unanswered = new HashMap<>();
    private final RefusalGuard guard = new RefusalGuard();
    private int calls;

    synchronized void refusedCall() {
      calls++;
      guard.refused();
    }

    /** A call was made, and its result says nothing about its ids. */
    synchronized void failed(List<String> batch, Instant until, String why) {
      calls++;
      guard.answered();
      unanswered(batch, until, why);
    }

    synchronized void answered(
        List<String> batch, TweetOutcomes said, Instant askedAt, Instant at) {
      calls++;
      guard.answered();
      CheckedOutcome.of(batch, said)
          .forEach(
              (id, heard) -> {
                List<String> versions = said.versions().getOrDefault(id, List.of());
                answers.put(
                    id, new TweetAnswer(heard.outcome(), askedAt, at, heard.doubt(), versions));
              });
    }

    synchronized void refused(List<String> ids, String why, Instant at) {
      ids.forEach(
          id ->
              answers.put(
                  id, new TweetAnswer(new PostOutcome.Refused<>(why), at, at, null, List.of())));
    }

    synchronized void unanswered(Collection<String> ids, Instant until, String reason) {
      ids.forEach(id -> unanswered.put(id, new Unanswered(until, reason)));
    }

    /**
     * If every id is refused, and more than one of them for the first time, the platform refuses
     * the caller and not the ids.
     */
    synchronized void unansweredIfAllWereRefused(Set<String> suspects, Instant now) {
      List<String> fresh = answers.keySet().stream().filter(id -> !suspects.contains(id)).toList();
      if ((fresh.size() > 1 || guard.refusesEverything())
          && answers.values().stream()
              .map(TweetAnswer::outcome)
              .allMatch(PostOutcome.Refused.class::isInstance)) {
        fresh.forEach(answers::remove);
        unanswered(fresh, now.plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      }
    }

    synchronized PollResult result() {
      return new PollResult(answers, unanswered, calls);
    }
  }
}

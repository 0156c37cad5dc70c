package io.tidemark.tracker.polling;

import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.polling.PollResult.Answer;
import io.tidemark.tracker.polling.PollResult.PutBack;
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
 * asked again without the ids it names, or in halves, until the bad id stands alone. A platform
 * that refuses whatever it is asked is found out by the first calls, before the rest is sent.
 */
public final class PollPipeline {

  /** After a failure that names no time. The breaker keeps this from becoming a storm. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /**
   * Calls that one batch may cost when it is refused: enough to isolate two bad ids among a
   * hundred. A platform that refuses more than that refuses us, not an id.
   */
  public static final int MOST_CALLS = 30;

  /**
   * Calls of one poll while all of them are refused: enough to isolate one bad id of a full batch,
   * wherever it stands, beside the first calls of other batches.
   */
  public static final int MOST_CALLS_ALL_REFUSED = 12;

  /** Batches that are sent before it is known whether the platform refuses whatever is asked. */
  private static final int FIRST_BATCHES = 5;

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
              List<List<String>> batches = batches(all, id -> !suspects.contains(id));
              batches.addAll(batches(all, suspects::contains));
              return askFirst(batches, collected)
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

  private record Sent(List<String> batch, Refused<?> refused, Allowance allowance) {}

  /**
   * Sends the first batches whole. Where all of them are refused, the first is taken apart alone:
   * an answer to any part of it shows that the others are worth it.
   */
  private Future<Void> askFirst(List<List<String>> batches, Collected collected) {
    List<List<String>> first = batches.subList(0, Math.min(FIRST_BATCHES, batches.size()));
    List<List<String>> others = batches.subList(first.size(), batches.size());
    List<Sent> refused = new ArrayList<>();
    List<Future<Void>> calls = new ArrayList<>();
    for (List<String> batch : first) {
      var allowance = new Allowance();
      allowance.take();
      Instant askedAt = clock.instant();
      calls.add(
          source
              .read(batch)
              .compose(
                  outcome -> {
                    if (outcome instanceof Refused<?> whole && whole.offending().isEmpty()) {
                      collected.refusedCall();
                      synchronized (refused) {
                        refused.add(new Sent(batch, whole, allowance));
                      }
                      return Future.succeededFuture();
                    }
                    return take(batch, outcome, collected, allowance, askedAt);
                  }));
    }
    return Future.all(calls)
        .compose(
            done ->
                collected.wasOnlyRefused() && !refused.isEmpty()
                    ? askApart(refused.removeFirst(), collected)
                    : Future.succeededFuture())
        .compose(
            shown -> {
              List<Future<Void>> rest = new ArrayList<>();
              refused.forEach(sent -> rest.add(askApart(sent, collected)));
              others.forEach(batch -> rest.add(ask(batch, collected, new Allowance())));
              return Future.all(rest).mapEmpty();
            });
  }

  private Future<Void> ask(List<String> batch, Collected collected, Allowance allowance) {
    if (!allowance.take() || collected.refusesEverything()) {
      collected.putBack(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      return Future.succeededFuture();
    }
    Instant askedAt = clock.instant();
    return source
        .read(batch)
        .compose(outcome -> take(batch, outcome, collected, allowance, askedAt));
  }

  private Future<Void> take(
      List<String> batch,
      CallOutcome<TweetOutcomes> outcome,
      Collected collected,
      Allowance allowance,
      Instant askedAt) {
    switch (outcome) {
      case Answered<TweetOutcomes> answered ->
          collected.answered(batch, answered.content(), askedAt, clock.instant());
      case Throttled<?> throttled -> {
        collected.called();
        collected.putBack(batch, throttled.until(), throttled.why());
      }
      case Exhausted<?> exhausted -> {
        collected.called();
        collected.putBack(batch, exhausted.until(), exhausted.why());
      }
      case AuthDead<?> dead -> {
        collected.called();
        collected.putBack(batch, clock.instant().plus(Upstream.DEFAULT_PAUSE), dead.why());
      }
      case Transient<?> failure -> {
        collected.called();
        collected.putBack(batch, soon(), failure.why());
      }
      case NotSent<?> waiting -> {
        return askFewer(batch, waiting, collected, allowance);
      }
      case Refused<?> refused -> {
        collected.refusedCall();
        return askApart(new Sent(batch, refused, allowance), collected);
      }
    }
    return Future.succeededFuture();
  }

  /** The first ids are the most valuable: what the budget still has is for them. */
  private Future<Void> askFewer(
      List<String> batch, NotSent<?> waiting, Collected collected, Allowance allowance) {
    int room = Math.clamp(waiting.room(), 0, batch.size() - 1);
    collected.putBack(batch.subList(room, batch.size()), waiting.until(), waiting.why());
    return room == 0 ? Future.succeededFuture() : ask(batch.subList(0, room), collected, allowance);
  }

  private Future<Void> askApart(Sent sent, Collected collected) {
    List<String> batch = sent.batch();
    Set<String> offending = sent.refused().offending();
    List<String> named = batch.stream().filter(offending::contains).toList();
    if (!named.isEmpty() && named.size() < batch.size()) {
      collected.refused(named, sent.refused().why(), clock.instant());
      return ask(
          batch.stream().filter(id -> !offending.contains(id)).toList(),
          collected,
          sent.allowance());
    }
    if (batch.size() == 1) {
      collected.refused(batch, sent.refused().why(), clock.instant());
      return Future.succeededFuture();
    }
    int middle = batch.size() / 2;
    return ask(batch.subList(0, middle), collected, sent.allowance())
        .compose(done -> ask(batch.subList(middle, batch.size()), collected, sent.allowance()));
  }

  private Instant soon() {
    return clock.instant().plus(AFTER_FAILURE);
  }

  /** Batches are answered on several threads at once where several verticles share a source. */
  private static final class Collected {
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, PutBack> putBack = new HashMap<>();
    private int calls;
    private int refusedCalls;

    synchronized void called() {
      calls++;
    }

    synchronized void refusedCall() {
      calls++;
      refusedCalls++;
    }

    /** Whether calls were made, and every one of them was refused. */
    synchronized boolean wasOnlyRefused() {
      return calls > 0 && refusedCalls == calls;
    }

    synchronized boolean refusesEverything() {
      return wasOnlyRefused() && calls >= MOST_CALLS_ALL_REFUSED;
    }

    synchronized void answered(
        List<String> batch, TweetOutcomes said, Instant askedAt, Instant at) {
      calls++;
      Heard.of(batch, said)
          .forEach(
              (id, heard) -> {
                List<String> versions = said.versions().getOrDefault(id, List.of());
                answers.put(id, new Answer(heard.outcome(), askedAt, at, heard.doubt(), versions));
              });
    }

    synchronized void refused(List<String> ids, String why, Instant at) {
      ids.forEach(
          id ->
              answers.put(id, new Answer(new PostOutcome.Refused<>(why), at, at, null, List.of())));
    }

    synchronized void putBack(Collection<String> ids, Instant until, String reason) {
      ids.forEach(id -> putBack.put(id, new PutBack(until, reason)));
    }

    /**
     * Where every single id is refused, and more than one that never was before, it is us who are
     * refused and not the ids.
     */
    synchronized void putBackIfAllWereRefused(Set<String> suspects, Instant now) {
      List<String> fresh = answers.keySet().stream().filter(id -> !suspects.contains(id)).toList();
      if ((fresh.size() > 1 || refusesEverything())
          && answers.values().stream()
              .map(Answer::outcome)
              .allMatch(PostOutcome.Refused.class::isInstance)) {
        fresh.forEach(answers::remove);
        putBack(fresh, now.plus(Upstream.DEFAULT_PAUSE), REFUSES_EVERYTHING);
      }
    }

    synchronized PollResult result() {
      return new PollResult(answers, putBack, calls);
    }
  }

  private static final class Allowance {
    private int left = MOST_CALLS;

    synchronized boolean take() {
      return left-- > 0;
    }
  }
}

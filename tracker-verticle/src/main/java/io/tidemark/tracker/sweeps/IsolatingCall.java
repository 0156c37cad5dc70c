package io.tidemark.tracker.sweeps;

import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.RefusalGuard;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks X about a batch of values and isolates the values that X refuses. Each instance serves one
 * batch; not thread-safe.
 */
final class IsolatingCall<T> {

  private final Function<List<String>, Future<CallOutcome<Map<String, T>>>> call;
  private final Map<String, T> outcomes = new HashMap<>();
  private final BatchBisector<String, CallOutcome<Map<String, T>>> bisector;
  private final RefusalGuard guard = new RefusalGuard();
  private int calls;

  /**
   * @param refused makes the outcome of a refused value from the reason
   */
  IsolatingCall(
      Function<List<String>, Future<CallOutcome<Map<String, T>>>> call,
      Function<String, T> refused) {
    this.call = call;
    this.bisector =
        new BatchBisector<>(
            this::once,
            (values, why) -> {
              values.forEach(value -> outcomes.put(value, refused.apply(why)));
              return Future.succeededFuture(Optional.empty());
            });
  }

  /**
   * Calls X. When X answers there is an outcome for every value; any other result applies to all of
   * them.
   */
  Future<CallOutcome<Map<String, T>>> ask(List<String> values) {
    return bisector.run(values).map(end -> end.orElseGet(() -> new Answered<>(outcomes)));
  }

  private Future<Reply<String, CallOutcome<Map<String, T>>>> once(List<String> values) {
    if (++calls > BatchBisector.MOST_CALLS || guard.refusesEverything()) {
      return Future.succeededFuture(ended(new Transient<>("X refuses whatever is asked", false)));
    }
    return call.apply(values).map(outcome -> reply(values, outcome));
  }

  private Reply<String, CallOutcome<Map<String, T>>> reply(
      List<String> values, CallOutcome<Map<String, T>> outcome) {
    if (outcome instanceof Refused<Map<String, T>> it) {
      guard.refused();
      List<String> named = values.stream().filter(it.offending()::contains).toList();
      return new Reply.Refused<>(values, named, it.why());
    }
    guard.answered();
    if (outcome instanceof Answered<Map<String, T>> answered) {
      outcomes.putAll(answered.content());
      return new Reply.Settled<>(Optional.empty());
    }
    return ended(outcome);
  }

  private static <V> Reply<String, CallOutcome<V>> ended(CallOutcome<V> outcome) {
    return new Reply.Settled<>(Optional.of(outcome));
  }
}

package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Transient;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One batch call that X may refuse for one bad value: it is asked again without the values that X
 * names, or in halves, until the bad one stands alone. It makes no more calls than the polls of
 * lots do ({@link PollPipeline}). On a virtual thread.
 */
final class Apart<T> {

  private final Function<List<String>, Future<CallOutcome<Map<String, T>>>> call;
  private final Function<String, T> refused;
  private int calls;
  private int refusedCalls;

  /**
   * @param refused what a value becomes that is refused for this reason
   */
  Apart(
      Function<List<String>, Future<CallOutcome<Map<String, T>>>> call,
      Function<String, T> refused) {
    this.call = call;
    this.refused = refused;
  }

  /** An outcome for every value when answered; anything else holds for all of them. */
  CallOutcome<Map<String, T>> ask(List<String> values) {
    if (values.isEmpty()) {
      return new Answered<>(Map.of());
    }
    boolean onlyRefused = calls > 0 && refusedCalls == calls;
    if (calls == PollPipeline.MOST_CALLS
        || (onlyRefused && calls >= PollPipeline.MOST_CALLS_ALL_REFUSED)) {
      return new Transient<>("X refuses whatever is asked", false);
    }
    calls++;
    CallOutcome<Map<String, T>> outcome = call.apply(values).await();
    if (!(outcome instanceof Refused<Map<String, T>> refusal)) {
      return outcome;
    }
    refusedCalls++;
    List<String> named = values.stream().filter(refusal.offending()::contains).toList();
    if (named.isEmpty() && values.size() > 1) {
      int middle = values.size() / 2;
      return joined(ask(values.subList(0, middle)), values.subList(middle, values.size()));
    }
    List<String> bad = named.isEmpty() ? values : named;
    Map<String, T> outcomes = new HashMap<>();
    bad.forEach(value -> outcomes.put(value, refused.apply(refusal.why())));
    return joined(
        new Answered<>(outcomes), values.stream().filter(value -> !bad.contains(value)).toList());
  }

  private CallOutcome<Map<String, T>> joined(
      CallOutcome<Map<String, T>> first, List<String> others) {
    if (!(first instanceof Answered<Map<String, T>> some)) {
      return first;
    }
    CallOutcome<Map<String, T>> second = ask(others);
    if (!(second instanceof Answered<Map<String, T>> rest)) {
      return second;
    }
    Map<String, T> all = new HashMap<>(some.content());
    all.putAll(rest.content());
    return new Answered<>(all);
  }
}

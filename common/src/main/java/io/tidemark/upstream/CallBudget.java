package io.tidemark.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.budget.Admission;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Budget;
import io.tidemark.budget.Reservation;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.vertx.core.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reserves what a try of a call may cost, and gives back what it did not spend. */
final class CallBudget {

  private static final Logger log = LoggerFactory.getLogger(CallBudget.class);

  private final String upstream;
  private final Budget budget;
  private final MeterRegistry meters;

  CallBudget(String upstream, Budget budget, MeterRegistry meters) {
    this.upstream = upstream;
    this.budget = budget;
    this.meters = meters;
  }

  /** Sends a try once its cost is reserved; otherwise tells how many items would be admitted. */
  <T> Future<CallOutcome<T>> reserve(
      PlatformCall<T> call, Function<Reservation, Future<CallOutcome<T>>> send) {
    return budget
        .ask(call.cost(), call.tenant())
        .compose(
            admission ->
                switch (admission) {
                  case Admission.Denied denied ->
                      budget
                          .room(call.cost(), call.tenant())
                          .<CallOutcome<T>>map(
                              room ->
                                  new NotSent<>(denied.at(), upstream + ": " + denied.why(), room));
                  case Admission.Admitted admitted -> send.apply(admitted.reservation());
                });
  }

  /**
   * Gives back what a try did not spend.
   *
   * @return never fails; what could not be given back stays counted
   */
  <T> Future<Void> settle(
      PlatformCall<T> call, PlatformCall.TryResult<T> tried, Reservation reserved) {
    return Future.succeededFuture(tried)
        .compose(done -> giveBack(call, done, reserved))
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", upstream)
                  .setCause(problem)
                  .log("What a call did not spend could not be given back");
              return Future.succeededFuture();
            });
  }

  /** A try that may be repeated at once was not billed; of another failure that is not known. */
  private <T> Future<Void> giveBack(
      PlatformCall<T> call, PlatformCall.TryResult<T> tried, Reservation reservation) {
    if (!tried.free()) {
      return Future.succeededFuture();
    }
    return switch (tried.outcome()) {
      case Answered<T> answered -> {
        BillableUsage brought = call.returned().apply(answered.content());
        count(brought.items());
        meters.summary("tidemark.upstream.batch", "upstream", upstream).record(call.cost().items());
        yield budget.settle(reservation, brought);
      }
      case Throttled<T> throttled -> budget.refused(reservation);
      case Exhausted<T> exhausted -> budget.refused(reservation);
      case AuthDead<T> dead -> budget.refused(reservation);
      case Transient<T> failure ->
          failure.retryNow() ? budget.refused(reservation) : budget.failed(reservation);
      case Refused<T> refused -> budget.failed(reservation);
      case NotSent<T> notSent -> budget.release(reservation);
    };
  }

  /** Counts what would have been calls of their own, had every post been asked for alone. */
  void count(int posts) {
    meters.counter("tidemark.upstream.posts", "upstream", upstream).increment(Math.max(1, posts));
  }
}

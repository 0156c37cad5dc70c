package io.tidemark.budget;

import io.tidemark.budget.PermitReply.Counted;
import io.tidemark.budget.PermitReply.Mark;
import io.tidemark.budget.PermitRequestJson.News;
import io.tidemark.clock.WorldClock;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Talks with Redis about one credential, and remembers what Redis does not know yet. */
final class RedisRateLimitClient {

  private final WorldClock clock;
  private final Credential credential;
  private final String pod;
  private final BudgetPlan plan;
  private final List<Limit> all;
  private final ActiveProcesses spenders;
  private final Scripts scripts;
  private final LocalAdmissionLog admissions;

  /** Whether this pod admitted something that Redis does not know of. */
  private volatile boolean admittedOffline;

  /** The furthest count that Redis ever answered from. */
  private final AtomicReference<Mark> mark = new AtomicReference<>(Mark.NONE);

  RedisRateLimitClient(
      WorldClock clock,
      Credential credential,
      String pod,
      BudgetPlan plan,
      ActiveProcesses spenders,
      Scripts scripts,
      LocalAdmissionLog admissions) {
    this.clock = clock;
    this.credential = credential;
    this.pod = pod;
    this.plan = plan;
    this.all = plan.withShares();
    this.spenders = spenders;
    this.scripts = scripts;
    this.admissions = admissions;
  }

  Credential credential() {
    return credential;
  }

  void admittedOffline() {
    admittedOffline = true;
  }

  /** When everybody is to tell anew, it must be known who everybody is. */
  Future<Void> recountIfAdmittedOffline() {
    return admittedOffline ? spenders.recount() : Future.succeededFuture();
  }

  /**
   * @param tell whether Redis asked what was admitted lately
   * @param asking what of a limit those ask for who ask now
   */
  Future<PermitReply> tell(
      List<PermitRequest> asks, boolean tell, ToLongFunction<Limit> asking, Map<String, News> news) {
    boolean rotate = admittedOffline;
    var question =
        new PermitRequestJson(
            pod,
            spenders.count(),
            now(),
            all,
            plan.prices(),
            asks,
            clock.speed(),
            tell || rotate ? limit -> admissions.snapshot(limit, asking.applyAsLong(limit)) : null,
            rotate,
            mark.get(),
            credential.formerPrefix(),
            news);
    return scripts
        .run(Scripts.ASK, credential.prefix(), question.json())
        .map(
            response -> {
              if (rotate) {
                admittedOffline = false;
              }
              PermitReply answer = PermitReply.read(response, all.size());
              if (answer instanceof Counted counted) {
                mark.accumulateAndGet(
                    counted.mark(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
              }
              return answer;
            });
  }

  /** How every window stands, and brings news. */
  Future<Counted> peek(Map<String, News> news) {
    return peek(false, news);
  }

  private Future<Counted> peek(boolean tell, Map<String, News> news) {
    return tell(List.of(), tell, limit -> 0, news)
        .compose(
            answer ->
                answer instanceof Counted counted
                    ? Future.succeededFuture(counted)
                    : tell
                        ? Future.failedFuture(new IllegalStateException("not counted: " + answer))
                        : spenders.recount().compose(recounted -> peek(true, news)));
  }

  /** What is used now of each part that was taken; negative where that is not known. */
  Future<List<Long>> settle(Reservation reservation, @Nullable Returned returned, boolean free) {
    return scripts
        .run(
            Scripts.SETTLE,
            credential.prefix(),
            ScriptJson.settle(reservation, plan.prices(), returned, free))
        .map(
            used -> StreamSupport.stream(used.spliterator(), false).map(Response::toLong).toList());
  }

  /**
   * @param sentAt when the call was sent that was answered so, by the clock that counts
   */
  Future<Void> observed(String endpoint, List<Reported> reported, long sentAt) {
    return scripts
        .run(
            Scripts.OBSERVE,
            credential.prefix(),
            ScriptJson.observe(endpoint, reported, sentAt, now()))
        .mapEmpty();
  }

  /** Forgets what the platform said before that time, by the world's clock. */
  Future<Void> forgetReported(Instant before) {
    // Redis' clock counts where the world's is real: what is told is how long ago it was.
    long age = Math.max(0, Limit.micros(Duration.between(before, clock.instant())));
    return scripts
        .run(Scripts.OBSERVE, credential.prefix(), ScriptJson.forget(age, now()))
        .mapEmpty();
  }

  /** The world's time where it is not real; otherwise Redis' own counts. */
  private @Nullable Long now() {
    return clock.speed() == 1 ? null : ScriptJson.micros(clock.instant());
  }
}

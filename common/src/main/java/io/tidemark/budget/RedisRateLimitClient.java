package io.tidemark.budget;

import io.tidemark.budget.PermitReply.Counted;
import io.tidemark.budget.PermitReply.Mark;
import io.tidemark.budget.PermitRequestJson.News;
import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of one credential. Remembers how far the count in Redis has come, so that a
 * Redis that lost some of it is told what this process was admitted.
 */
final class RedisRateLimitClient {

  private final RedisLink redis;
  private final LimiterContext context;
  private final String process;

  /** The furthest count that Redis ever answered from. */
  private final AtomicReference<Mark> mark = new AtomicReference<>(Mark.NONE);

  /**
   * @param process its name among the processes that Redis knows
   */
  RedisRateLimitClient(RedisLink redis, LimiterContext context, String process) {
    this.redis = redis;
    this.context = context;
    this.process = process;
  }

  /**
   * @param snapshot whether Redis wants to know what this process was admitted
   * @param requested the part of a limit that these requests ask for
   */
  Future<PermitReply> ask(
      List<PermitRequest> requests,
      boolean snapshot,
      ToLongFunction<Limit> requested,
      Map<String, News> news) {
    LocalAdmissionLog admissions = context.admissions();
    boolean rotate = admissions.isOffline();
    var question =
        new PermitRequestJson(
            process,
            context,
            requests,
            snapshot || rotate
                ? limit -> admissions.snapshot(limit, requested.applyAsLong(limit))
                : null,
            rotate,
            mark.get(),
            news);
    return RedisScript.ASK
        .run(redis, context.credential(), question.json())
        .map(
            response -> {
              if (rotate) {
                admissions.setOffline(false);
              }
              PermitReply reply = PermitReply.read(response, context.limits().size());
              if (reply instanceof Counted counted) {
                mark.accumulateAndGet(
                    counted.mark(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
              }
              return reply;
            });
  }

  /** Before all processes are asked for snapshots it must be known how many there are. */
  Future<Void> recountIfOffline() {
    return context.admissions().isOffline()
        ? context.processes().recount()
        : Future.succeededFuture();
  }

  /** How every window stands; also tells Redis the news. */
  Future<Counted> peek(Map<String, News> news) {
    return peek(false, news);
  }

  private Future<Counted> peek(boolean snapshot, Map<String, News> news) {
    return ask(List.of(), snapshot, limit -> 0, news)
        .compose(
            reply ->
                reply instanceof Counted counted
                    ? Future.succeededFuture(counted)
                    : snapshot
                        ? Future.failedFuture(new IllegalStateException("not counted: " + reply))
                        : context.processes().recount().compose(recounted -> peek(true, news)));
  }

  /** What is used now of each part of the reservation; negative where that is not known. */
  Future<List<Long>> settle(
      Reservation reservation, @Nullable BillableUsage returned, boolean free) {
    return RedisScript.SETTLE
        .run(
            redis,
            context.credential(),
            ScriptJson.settle(reservation, context.plan().prices(), returned, free))
        .map(
            used -> StreamSupport.stream(used.spliterator(), false).map(Response::toLong).toList());
  }

  /**
   * @param sentAt when the call was sent that was answered so, by the clock that counts
   */
  Future<Void> observed(String endpoint, List<UpstreamQuota> reported, long sentAt) {
    return observe(ScriptJson.observe(endpoint, reported, sentAt, context.micros()));
  }

  /** Forgets what the platform said before that time, by the world's clock. */
  Future<Void> forgetReported(Instant before) {
    // Redis' clock counts where the world's is real, so the script is told an age.
    long age = Math.max(0, Limit.micros(Duration.between(before, context.clock().instant())));
    return observe(ScriptJson.forget(age, context.micros()));
  }

  private Future<Void> observe(JsonObject question) {
    return RedisScript.OBSERVE.run(redis, context.credential(), question).mapEmpty();
  }
}

package io.tidemark.budget;

import io.tidemark.budget.QuotaRepository.Block;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The request to the script that grants permits.
 *
 * @param process its name among those that Redis knows
 * @param requests empty to read the windows only
 * @param snapshot what this process was admitted lately, for a Redis that does not know
 * @param rotate whether Redis counts anew: this process admitted calls without it
 * @param mark the furthest count that this process was answered from
 * @param news what was reserved, or could not be, by the limit's key
 */
record PermitRequestJson(
    String process,
    LimiterContext context,
    List<PermitRequest> requests,
    @Nullable Function<Limit, JsonArray> snapshot,
    boolean rotate,
    PermitReply.Mark mark,
    Map<String, News> news) {

  /** What the database said of a limit's period. */
  sealed interface News {

    record Granted(Block block) implements News {}

    /**
     * @param lacking so much is not left of it
     */
    record UsedUp(Period period, long lacking) implements News {}
  }

  JsonObject json() {
    ActiveProcesses.Count processes = context.processes().count();
    Prices prices = context.plan().prices();
    var lines = new JsonArray();
    long widest = 0;
    for (Limit limit : context.limits()) {
      widest = Math.max(widest, limit.width());
      lines.add(line(limit, processes));
    }
    var questions = new JsonArray();
    requests.forEach(request -> questions.add(question(request, prices)));
    JsonObject json =
        new JsonObject()
            .put("process", process)
            .put("processes", processes.active())
            .put("limits", lines)
            .put("prices", ScriptJson.json(prices))
            .put("asks", questions)
            .put("peek", requests.isEmpty())
            .put("snapshot", snapshot != null)
            .put("rotate", rotate)
            .put("mark", new JsonArray().add(mark.generation()).add(mark.questions()))
            .put("former", context.credential().formerPrefix())
            .put("ttl", Math.max(600_000, 2 * widest / 1_000));
    Long now = context.micros();
    return now == null ? json : json.put("now", now);
  }

  /** A list, for there are many of them: the script knows which place is what. */
  private JsonArray question(PermitRequest request, Prices prices) {
    Cost cost = request.cost();
    JsonArray question =
        new JsonArray()
            .add(cost.requests())
            .add(cost.items())
            .add(cost.users())
            .add((long) (request.mayWaitMicros() * context.clock().speed()))
            .add(request.quotaOwner())
            .add(cost.endpoint());
    return prices.oncePerPostAndUtcDay() && !cost.postIds().isEmpty()
        ? question.add(new JsonArray(cost.postIds()))
        : question;
  }

  private JsonObject line(Limit limit, ActiveProcesses.Count processes) {
    JsonObject line =
        new JsonObject()
            .put("key", limit.key())
            .put("kind", ScriptJson.kind(limit))
            .put("unit", limit.unit().label())
            .put("amount", amount(limit, processes))
            .put("width", width(limit, processes))
            .put("bucket", ScriptJson.bucket(limit));
    if (limit.isShare()) {
      line.put("tenant", limit.tenant());
    }
    if (snapshot != null && !limit.isLong()) {
      line.put("snapshot", snapshot.apply(limit));
    }
    return switch (news.get(limit.key())) {
      case null -> line;
      case News.Granted granted ->
          line.put(
              "grant",
              period(granted.block().period())
                  .put("n", granted.block().granted())
                  .put("r", granted.block().reserved()));
      case News.UsedUp spent -> line.put("spent", period(spent.period()).put("n", spent.lacking()));
    };
  }

  private static JsonObject period(Period period) {
    return new JsonObject()
        .put("s", ScriptJson.micros(period.start()))
        .put("e", ScriptJson.micros(period.end()));
  }

  /** Processes that do not reach Redis have their part of a short window, and may use it. */
  private static long amount(Limit limit, ActiveProcesses.Count processes) {
    int away = away(processes);
    return limit.isLong() || away == 0
        ? limit.amount()
        : limit.amount() * (processes.active() - away) / processes.active();
  }

  private static long width(Limit limit, ActiveProcesses.Count processes) {
    int away = away(processes);
    return limit.window() instanceof Window.Spacing && away > 0
        ? limit.width() * processes.active() / (processes.active() - away)
        : limit.width();
  }

  private static int away(ActiveProcesses.Count processes) {
    return Math.min(processes.withoutRedis(), Math.max(0, processes.active() - 1));
  }
}

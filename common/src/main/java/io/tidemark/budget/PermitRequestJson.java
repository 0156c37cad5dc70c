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
 * The questions to the script that admits.
 *
 * @param pods that live; the count is rebuilt from all of them after a loss
 * @param now null where Redis' own clock counts
 * @param asks none to see how the windows stand
 * @param speed of the clock that counts, for the patience of those who ask
 * @param snapshot what this pod admitted lately, when it is to tell
 * @param rotate this pod admitted past Redis, so that Redis' own count is not true any more
 * @param mark the furthest count that this pod was answered from
 * @param former the prefix of before names had 64 bits
 * @param news what was set aside, or could not be, by the limit's key
 */
record PermitRequestJson(
    String pod,
    ActiveProcesses.Count pods,
    @Nullable Long now,
    List<Limit> limits,
    Prices prices,
    List<PermitRequest> asks,
    double speed,
    @Nullable Function<Limit, JsonArray> snapshot,
    boolean rotate,
    PermitReply.Mark mark,
    String former,
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
    var lines = new JsonArray();
    long widest = 0;
    for (Limit limit : limits) {
      widest = Math.max(widest, limit.width());
      lines.add(line(limit));
    }
    var questions = new JsonArray();
    asks.forEach(ask -> questions.add(question(ask)));
    JsonObject json =
        new JsonObject()
            .put("pod", pod)
            .put("pods", pods.active())
            .put("limits", lines)
            .put("prices", ScriptJson.json(prices))
            .put("asks", questions)
            .put("peek", asks.isEmpty())
            .put("seeds", snapshot != null)
            .put("rotate", rotate)
            .put("mark", new JsonArray().add(mark.generation()).add(mark.questions()))
            .put("former", former)
            .put("ttl", Math.max(600_000, 2 * widest / 1_000));
    return now == null ? json : json.put("now", now);
  }

  /** A list, for there are many of them: the script knows which place is what. */
  private JsonArray question(PermitRequest ask) {
    Cost cost = ask.cost();
    JsonArray question =
        new JsonArray()
            .add(cost.requests())
            .add(cost.items())
            .add(cost.users())
            .add((long) (ask.patience() * speed))
            .add(ask.quotaOwner())
            .add(cost.endpoint());
    return prices.oncePerPostAndUtcDay() && !cost.postIds().isEmpty()
        ? question.add(new JsonArray(cost.postIds()))
        : question;
  }

  private JsonObject line(Limit limit) {
    JsonObject line =
        new JsonObject()
            .put("key", limit.key())
            .put("kind", ScriptJson.kind(limit))
            .put("unit", limit.unit().label())
            .put("amount", amount(limit))
            .put("width", width(limit))
            .put("bucket", ScriptJson.bucket(limit));
    if (limit.isShare()) {
      line.put("tenant", limit.tenant());
    }
    if (snapshot != null && !limit.isLong()) {
      line.put("seeds", snapshot.apply(limit));
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

  /** Those who cannot reach Redis have their part of a short window, which is not ours to give. */
  private long amount(Limit limit) {
    int away = away();
    return limit.isLong() || away == 0
        ? limit.amount()
        : limit.amount() * (pods.active() - away) / pods.active();
  }

  private long width(Limit limit) {
    int away = away();
    return limit.window() instanceof Window.Spacing && away > 0
        ? limit.width() * pods.active() / (pods.active() - away)
        : limit.width();
  }

  private int away() {
    return Math.min(pods.withoutRedis(), Math.max(0, pods.active() - 1));
  }
}

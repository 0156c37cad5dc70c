package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.sweeps.SyncLogs;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.sweeps.SyncStats;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status, logs and figures of DAO sweeps: {@code /api/dao/sync} (SPEC §2). */
public final class SyncRoutes {

  private static final int DEFAULT_DAYS = 7;

  /** The earliest accepted time; no sweep is older. */
  private static final Instant LONG_AGO = Instant.EPOCH;

  private final SyncStatus status;
  private final SyncLogs logs;
  private final SyncStats stats;
  private final WorldClock clock;

  public SyncRoutes(SyncStatus status, SyncLogs logs, SyncStats stats, WorldClock clock) {
    this.status = status;
    this.logs = logs;
    this.stats = stats;
    this.clock = clock;
  }

  public void status(RoutingContext request) {
    Callers.mustSeeDaos(request);
    status
        .read()
        .onSuccess(
            standing -> {
              var underWay = new JsonArray();
              standing
                  .underWay()
                  .forEach(report -> underWay.add(SweepJson.report(report, clock.instant())));
              request.json(
                  new JsonObject()
                      .put("under_way", underWay)
                      .put(
                          "last",
                          standing.last() == null
                              ? null
                              : SweepJson.report(standing.last(), clock.instant()))
                      .put("next_regular_start", SweepJson.text(standing.nextRegularStart())));
            })
        .onFailure(request::fail);
  }

  public void logs(RoutingContext request) {
    Callers.mustSeeDaos(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String level = Paging.query(request, "level");
    logs.latest(level == null ? null : Level.valueOf(level.toUpperCase(Locale.ROOT)), limit)
        .onSuccess(
            entries -> {
              var list = new JsonArray();
              entries.forEach(entry -> list.add(json(entry)));
              request.json(new JsonObject().put("logs", list));
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(SyncLogs.Entry entry) {
    return new JsonObject()
        .put("at", entry.at().toString())
        .put("level", entry.level().word())
        .put("message", entry.message())
        .put("dao", entry.daoSlug())
        .put("cycle_id", entry.sweep())
        .put("data", entry.data());
  }

  public void stats(RoutingContext request) {
    Callers.mustSeeDaos(request);
    RequestParameter days = Paging.validated(request).getQuery().get("days");
    boolean hasDays = days != null && !days.isNull();
    Instant from = time(request, "from");
    Instant to = time(request, "to");
    if (hasDays && (from != null || to != null)) {
      throw Problem.of(Type.INVALID_REQUEST, "days goes with neither from nor to.");
    }
    // Exclusive bound: includes a sweep that ends at this very moment.
    Instant until = to == null ? clock.instant().plus(1, ChronoUnit.MICROS) : to;
    Instant since =
        from == null
            ? until.minus(Duration.ofDays(hasDays ? days.getInteger() : DEFAULT_DAYS))
            : from;
    if (!since.isBefore(until)) {
      throw Problem.of(Type.INVALID_REQUEST, "from must be before to.");
    }
    stats
        .between(since, until)
        .onSuccess(
            aggregate -> {
              var list = new JsonArray();
              aggregate
                  .days()
                  .forEach(day -> list.add(json(day.sums()).put("day", day.day().toString())));
              request.json(
                  new JsonObject()
                      .put("from", since.toString())
                      .put("to", until.toString())
                      .put("total", json(aggregate.total()))
                      .put("days", list));
            })
        .onFailure(request::fail);
  }

  private static @Nullable Instant time(RoutingContext request, String name) {
    String value = Paging.query(request, name);
    if (value == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(value);
      if (!time.isBefore(LONG_AGO) && time.isBefore(Paging.NEVER)) {
        return time;
      }
    } catch (DateTimeException noTime) {
      // Rejected below.
    }
    throw Problem.of(
        Type.INVALID_REQUEST, "%s must be a time such as 2026-11-02T10:00:00Z.".formatted(name));
  }

  private static JsonObject json(SyncStats.Sums sums) {
    return new JsonObject()
        .put("cycles", sums.sweeps())
        .put("tweets_processed", sums.tweetsProcessed())
        .put("tweets_updated", sums.tweetsUpdated())
        .put("tweets_added", sums.tweetsAdded())
        .put("requests_used", sums.requestsUsed())
        .put("duration_ms", sums.durationMillis())
        .put("errors", sums.errors());
  }
}

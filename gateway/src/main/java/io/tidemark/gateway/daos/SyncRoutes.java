package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.waiting.Waited;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.sweeps.Begun;
import io.tidemark.tracker.sweeps.Cycle;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.sweeps.SyncLogs;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.sweeps.SyncStats;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.Future;
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

/** {@code /api/dao/sync} (SPEC §2). */
public final class SyncRoutes {

  private static final int DEFAULT_DAYS = 7;

  /** PostgreSQL takes no time before it, and nothing was swept before it. */
  private static final Instant LONG_AGO = Instant.EPOCH;

  private final Sweeps sweeps;
  private final Daos daos;
  private final SyncStatus status;
  private final SyncLogs logs;
  private final SyncStats stats;
  private final WorldClock clock;

  public SyncRoutes(
      Sweeps sweeps,
      Daos daos,
      SyncStatus status,
      SyncLogs logs,
      SyncStats stats,
      WorldClock clock) {
    this.sweeps = sweeps;
    this.daos = daos;
    this.status = status;
    this.logs = logs;
    this.stats = stats;
    this.clock = clock;
  }

  public void start(RoutingContext request) {
    Callers.mustSeeDaos(request);
    RequestParameter given = Paging.validated(request).getBody();
    JsonObject body = given == null || given.isEmpty() ? new JsonObject() : given.getJsonObject();
    String slug = body.getString("dao");
    boolean wait =
        body.getBoolean("wait", false) || "true".equals(request.queryParams().get("wait"));
    exists(slug)
        .compose(there -> sweeps.startNow(slug))
        .map(SyncRoutes::begun)
        .compose(
            cycle ->
                Waited.on(request, wait, () -> found(cycle), report -> !isRunning(report.cycle())))
        .onSuccess(report -> answer(request, report, wait))
        .onFailure(request::fail);
  }

  private static boolean isRunning(Cycle cycle) {
    return cycle.finishedAt() == null && cycle.waitingUntil() == null;
  }

  private Future<SyncStatus.Report> found(long cycle) {
    return status
        .find(cycle)
        .map(
            report ->
                report.orElseThrow(
                    () -> Problem.of(Type.NOT_FOUND, "There is no sweep %d.".formatted(cycle))));
  }

  /** One sweep by its id. */
  public void read(RoutingContext request) {
    Callers.mustSeeDaos(request);
    long cycle = Paging.validated(request).getPathParameters().get("cycleId").getLong();
    found(cycle).onSuccess(report -> request.json(json(report))).onFailure(request::fail);
  }

  private Future<Void> exists(@Nullable String slug) {
    return slug == null
        ? Future.succeededFuture()
        : daos.find(slug)
            .compose(
                dao ->
                    dao.isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(DaoRoutes.noDao(slug)));
  }

  /** Its cycle. */
  private static long begun(Begun begun) {
    return switch (begun) {
      case Begun.Started started -> started.cycle();
      case Begun.UnderWay other ->
          throw Problem.of(
              Type.CONFLICT,
              "Cycle %d covers the same and has not ended.".formatted(other.cycle()),
              new JsonArray().add(new JsonObject().put("cycle_id", other.cycle())));
      case Begun.Nothing nothing ->
          throw Problem.of(
              Type.CONFLICT, "There is nothing to sweep: %s.".formatted(nothing.why()));
    };
  }

  /** Who does not wait is told that it began, also when it has ended by then. */
  private void answer(RoutingContext request, SyncStatus.Report report, boolean waited) {
    boolean ended = waited && report.cycle().finishedAt() != null;
    request.response().setStatusCode(ended ? 200 : 202);
    request.json(json(report));
  }

  public void status(RoutingContext request) {
    Callers.mustSeeDaos(request);
    status
        .read()
        .onSuccess(
            standing -> {
              var underWay = new JsonArray();
              standing.underWay().forEach(report -> underWay.add(json(report)));
              request.json(
                  new JsonObject()
                      .put("under_way", underWay)
                      .put("last", standing.last() == null ? null : json(standing.last()))
                      .put("next_regular_start", text(standing.nextRegularStart())));
            })
        .onFailure(request::fail);
  }

  private JsonObject json(SyncStatus.Report report) {
    var cycle = report.cycle();
    Instant end = cycle.finishedAt() == null ? clock.instant() : cycle.finishedAt();
    return new JsonObject()
        .put("cycle_id", cycle.id())
        .put("trigger", cycle.trigger().word())
        .put("dao", cycle.daoSlug())
        .put("status", cycle.status().word())
        .put("started_at", cycle.startedAt().toString())
        .put("finished_at", text(cycle.finishedAt()))
        .put("waiting_until", text(cycle.waitingUntil()))
        .put("waiting_reason", cycle.waitingReason())
        .put("message", cycle.message())
        .put("requests_used", cycle.requestsUsed())
        .put("tweets_processed", report.tweetsProcessed())
        .put("tweets_updated", report.tweetsUpdated())
        .put("tweets_added", report.tweetsAdded())
        .put("duration_ms", Math.max(0, Duration.between(cycle.startedAt(), end).toMillis()))
        .put("errors", new JsonArray(report.errors()))
        .put("daos", report.tally().all())
        .put("daos_swept", report.tally().done())
        .put("daos_failed", report.tally().failed())
        .put("daos_pending", report.tally().pending());
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
        .put("cycle_id", entry.cycle())
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
    // A cycle that ends this very moment is one of them.
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
      // Told below.
    }
    throw Problem.of(
        Type.INVALID_REQUEST, "%s must be a time such as 2026-11-02T10:00:00Z.".formatted(name));
  }

  private static JsonObject json(SyncStats.Sums sums) {
    return new JsonObject()
        .put("cycles", sums.cycles())
        .put("tweets_processed", sums.tweetsProcessed())
        .put("tweets_updated", sums.tweetsUpdated())
        .put("tweets_added", sums.tweetsAdded())
        .put("requests_used", sums.requestsUsed())
        .put("duration_ms", sums.durationMillis())
        .put("errors", sums.errors());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}

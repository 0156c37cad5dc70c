package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.sweeps.SyncLogs;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.sweeps.SyncStats;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status, logs and figures of DAO sweeps: {@code /api/dao/sync}. */
public final class SyncRoutes {

  private static final int DEFAULT_DAYS = 7;

  private record State(
      List<SweepAnswer> underWay, @Nullable SweepAnswer last, @Nullable Instant nextRegularStart) {}

  private record Logs(List<SyncLogs.Entry> logs) {}

  private record Stats(Instant from, Instant to, SyncStats.Sums total, List<SyncStats.Day> days) {}

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
    Instant now = clock.instant();
    ApiJson.respond(
        request,
        status
            .read()
            .map(
                state ->
                    new State(
                        state.underWay().stream()
                            .map(report -> SweepAnswer.of(report, now))
                            .toList(),
                        state.last() == null ? null : SweepAnswer.of(state.last(), now),
                        state.nextRegularStart())));
  }

  public void logs(RoutingContext request) {
    Callers.mustSeeDaos(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String level = Parameters.query(request, "level");
    ApiJson.respond(
        request,
        logs.latest(level == null ? null : Level.valueOf(level.toUpperCase(Locale.ROOT)), limit)
            .map(Logs::new));
  }

  public void stats(RoutingContext request) {
    Callers.mustSeeDaos(request);
    Long days = Parameters.number(request, "days");
    Instant from = Parameters.time("from", Parameters.query(request, "from"));
    Instant to = Parameters.time("to", Parameters.query(request, "to"));
    if (days != null && (from != null || to != null)) {
      throw Problem.of(Type.INVALID_REQUEST, "days goes with neither from nor to.");
    }
    // Exclusive bound: includes a sweep that ends at this very moment.
    Instant until = to == null ? clock.instant().plus(1, ChronoUnit.MICROS) : to;
    Instant since =
        from == null ? until.minus(Duration.ofDays(days == null ? DEFAULT_DAYS : days)) : from;
    if (!since.isBefore(until)) {
      throw Problem.of(Type.INVALID_REQUEST, "from must be before to.");
    }
    ApiJson.respond(
        request,
        stats
            .between(since, until)
            .map(sums -> new Stats(since, until, sums.total(), sums.days())));
  }
}

package io.tidemark.gateway.reads;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.economy.AuditReads;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** {@code /api/twitter/zones/:zoneId/audit}. */
public final class AuditRoute {

  private static final int DAYS = 7;
  private static final int MOST_DAYS = 92;

  private record AuditAnswer(
      String zoneId,
      @JsonSerialize(using = ToStringSerializer.class) LocalDate from,
      @JsonSerialize(using = ToStringSerializer.class) LocalDate to,
      @JsonUnwrapped AuditReads.Range range) {}

  private final AuditReads audits;
  private final WorldClock clock;

  public AuditRoute(Pool pool, WorldClock clock) {
    this.audits = new AuditReads(pool);
    this.clock = clock;
  }

  public void read(RoutingContext request) {
    String zone = Callers.zone(request, Parameters.path(request, "zoneId"));
    Instant now = clock.instant();
    LocalDate yesterday = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
    LocalDate to = Optional.ofNullable(Parameters.day(request, "to")).orElse(yesterday);
    LocalDate from =
        Optional.ofNullable(Parameters.day(request, "from")).orElse(to.minusDays(DAYS - 1));
    if (from.isAfter(to)) {
      throw Problem.of(Type.INVALID_REQUEST, "from must not be later than to.");
    }
    if (from.plusDays(MOST_DAYS - 1).isBefore(to)) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "from and to must be at most %d days apart.".formatted(MOST_DAYS - 1));
    }
    ApiJson.respond(
        request,
        audits
            .of(zone, from, to, now)
            .map(range -> range.orElseThrow(() -> Callers.noZone(zone)))
            .map(range -> new AuditAnswer(zone, from, to, range)));
  }
}

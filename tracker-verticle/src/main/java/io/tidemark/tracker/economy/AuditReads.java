package io.tidemark.tracker.economy;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.forecast.replay.Estimate;
import io.tidemark.forecast.replay.Estimate.Part;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.economy.ZoneAudit.ForecastAudit;
import io.tidemark.tracker.economy.ZoneAudit.RuleAudit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads the audits of a zone. */
public final class AuditReads {

  /**
   * The audit of one day (UTC).
   *
   * @param madeAt when it was made
   */
  public record Day(
      @JsonSerialize(using = ToStringSerializer.class) LocalDate day,
      Instant madeAt,
      int tweets,
      List<RuleAudit> rules,
      List<ForecastAudit> forecasts) {}

  /** All days of a range together. */
  public record Total(int tweets, List<RuleAudit> rules, List<ForecastAudit> forecasts) {}

  /**
   * The audits of a zone in a range of days.
   *
   * @param pollPrice in force
   * @param sampleShare the share of arriving tweets that is sampled now
   * @param reason why there is no figure; null when there are some
   * @param days with an audit, in their order
   */
  public record Range(
      String cadence,
      double pollPrice,
      double sampleShare,
      @Nullable String reason,
      Total total,
      List<Day> days) {}

  private final Pool pool;

  public AuditReads(Pool pool) {
    this.pool = pool;
  }

  private static final String ZONE =
      """
      select cadence, poll_price, sample_percent, sample_share,
        (select min(ends_at) from sampled_tweets where zone_id = zones.id) as first_end
      from zones
      where id = $1
      """;

  private static final String DAYS =
      """
      select day, made_at, audit
      from zone_audits
      where zone_id = $1
        and day between $2 and $3
      order by day
      """;

  /**
   * @param to the last day
   * @return empty when there is no such zone
   */
  public Future<Optional<Range>> of(String zone, LocalDate from, LocalDate to, Instant now) {
    return pool.preparedQuery(ZONE)
        .execute(Tuple.of(zone))
        .compose(
            zones ->
                pool.preparedQuery(DAYS)
                    .execute(Tuple.of(zone, from, to))
                    .map(
                        days ->
                            zones.stream()
                                .findFirst()
                                .map(found -> range(found, days.stream().toList(), now))));
  }

  private static Range range(Row zone, List<Row> rows, Instant now) {
    List<Day> days = new ArrayList<>();
    List<ZoneAudit> audits = new ArrayList<>();
    for (Row row : rows) {
      ZoneAudit audit = row.getJsonObject("audit").mapTo(ZoneAudit.class);
      audits.add(audit);
      days.add(
          new Day(
              row.getLocalDate("day"),
              Times.instant(row, "made_at"),
              audit.tweets(),
              audit.rules(),
              audit.forecasts()));
    }
    Total total = total(audits);
    return new Range(
        zone.getString("cadence"),
        zone.getDouble("poll_price"),
        zone.getDouble("sample_share"),
        total.tweets() > 0 ? null : reason(zone, !days.isEmpty(), now),
        total,
        days);
  }

  private static String reason(Row zone, boolean isAudited, Instant now) {
    Instant firstEnd = Times.instantOrNull(zone, "first_end");
    if (isAudited) {
      return "No sampled tweet of these days was read to its horizon: they were deleted, or polls"
          + " failed for hours.";
    }
    if (firstEnd == null) {
      return zone.getDouble("sample_share") > 0
          ? "No tweet has been sampled yet."
          : "No tweet is sampled: sample_percent is "
              + (zone.getDouble("sample_percent") == null
                  ? "not set, which is 0 for the cadence %s.".formatted(zone.getString("cadence"))
                  : "0.");
    }
    return firstEnd.isAfter(now)
        ? "No horizon of a sampled tweet has ended yet; the first one ends at %s."
            .formatted(firstEnd)
        : "There is no audit of these days. A day (UTC) is audited when it has ended.";
  }

  /** The days together, by the names of their rules. */
  private static Total total(List<ZoneAudit> audits) {
    List<ZoneAudit> days = audits.stream().filter(audit -> audit.tweets() > 0).toList();
    if (days.isEmpty()) {
      return new Total(0, List.of(), List.of());
    }
    List<RuleAudit> rules = days.getLast().rules().stream().map(rule -> total(days, rule)).toList();
    List<ForecastAudit> forecasts =
        days.stream()
            .flatMap(day -> day.forecasts().stream())
            .map(forecast -> List.of(forecast.hours(), forecast.level()))
            .distinct()
            .sorted(Comparator.comparingInt(AuditReads::order))
            .map(key -> total(days, key.get(0), key.get(1)))
            .toList();
    return new Total(days.stream().mapToInt(ZoneAudit::tweets).sum(), rules, forecasts);
  }

  private static int order(List<Integer> hoursAndLevel) {
    return 100 * hoursAndLevel.get(0) + hoursAndLevel.get(1);
  }

  private static RuleAudit total(List<ZoneAudit> days, RuleAudit last) {
    return new RuleAudit(
        last.name(),
        last.inForce(),
        mean(days, last.name(), RuleAudit::pollsPerTweet, ZoneAudit::tweets),
        mean(days, last.name(), RuleAudit::errorPercent, ZoneAudit::engagement),
        mean(days, last.name(), RuleAudit::meanErrorPercent, ZoneAudit::tweets),
        mean(days, last.name(), RuleAudit::finalErrorPercent, ZoneAudit::tweets),
        mean(days, last.name(), RuleAudit::stoppedEarlyPercent, ZoneAudit::tweets),
        mean(days, last.name(), RuleAudit::usdPerThousand, ZoneAudit::tweets));
  }

  private static Estimate mean(
      List<ZoneAudit> days,
      String rule,
      Function<RuleAudit, Estimate> figure,
      ToDoubleFunction<ZoneAudit> weight) {
    return Estimate.mean(
        days.stream()
            .flatMap(
                day ->
                    day.rule(rule).stream()
                        .map(of -> new Part(figure.apply(of), weight.applyAsDouble(day))))
            .toList());
  }

  private static ForecastAudit total(List<ZoneAudit> days, int hours, int level) {
    List<ForecastAudit> parts =
        days.stream()
            .flatMap(day -> day.forecasts().stream())
            .filter(forecast -> forecast.hours() == hours && forecast.level() == level)
            .toList();
    return new ForecastAudit(
        hours,
        level,
        parts.stream().mapToInt(ForecastAudit::tweets).sum(),
        Estimate.mean(
            parts.stream().map(part -> new Part(part.coveredPercent(), part.tweets())).toList()));
  }
}

package io.tidemark.tracker.economy;

import io.tidemark.clock.WorldClock;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Goal.ErrorPercent;
import io.tidemark.forecast.Goal.PollsPerTweet;
import io.tidemark.forecast.Goal.UsdPerDay;
import io.tidemark.forecast.PriceController;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.economy.Spending.Hour;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the price of a poll of each zone with the adaptive cadence, once an hour, towards its goal,
 * and keeps what each hour spent for 30 days.
 *
 * <p>Hours in which no process ran are one longer hour with the next; after more than a day without
 * a row the price starts from where it is. While lots of the zone are held back (a pause, a budget
 * that is used up), fewer polls do not mean that the price is too high: it does not fall, and does
 * not move at all when nothing was polled.
 */
public final class HourlyPrices {

  private static final Logger log = LoggerFactory.getLogger(HourlyPrices.class);

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** The job may run again a minute after it failed, for the zones that it did not reach. */
  private static final Duration SHORTEST = Duration.ofMinutes(30);

  private record Priced(String zone, boolean isActive, Goal goal, double price) {}

  private record Before(Instant at, long readings) {}

  private final Pool pool;
  private final WorldClock clock;
  private final Spending spending;

  public HourlyPrices(Pool pool, WorldClock clock, PollPrice pollPrice) {
    this.pool = pool;
    this.clock = clock;
    this.spending = new Spending(pool, pollPrice);
  }

  private static final String ZONES =
      """
      select id, status, goal, goal_value, poll_price
      from zones
      where cadence = 'ADAPTIVE'
        and status <> 'deleting'
      order by id
      """;

  private static final String DROP_OLD = "delete from zone_prices where at < $1";

  /**
   * Moves the prices of all zones; a failure of one does not affect the others. Runs on a virtual
   * thread.
   */
  public void moveAll() {
    Instant now = clock.instant();
    for (Row row : pool.query(ZONES).execute().await()) {
      var zone =
          new Priced(
              row.getString("id"),
              row.getString("status").equals("active"),
              goal(row.getString("goal"), row.getDouble("goal_value")),
              row.getDouble("poll_price"));
      try {
        move(zone, now);
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("zone", zone.zone())
            .setCause(problem)
            .log("The price of a poll could not be moved; the next hour is longer");
      }
    }
    pool.preparedQuery(DROP_OLD).execute(Tuple.of(Times.utc(now.minus(KEPT)))).await();
  }

  private static Goal goal(String word, double value) {
    return switch (word) {
      case "polls_per_tweet" -> new PollsPerTweet(value);
      case "usd_per_day" -> new UsdPerDay(value);
      case "error_percent" -> new ErrorPercent(value);
      default -> throw new IllegalStateException("there is no goal called " + word);
    };
  }

  private static final String LAST =
      """
      select at, readings
      from zone_prices
      where zone_id = $1
        and at > $2
        and at <= $3
      order by at desc
      limit 1
      """;

  private void move(Priced zone, Instant now) {
    Optional<Before> before =
        pool
            .preparedQuery(LAST)
            .execute(Tuple.of(zone.zone(), Times.utc(now.minus(LONGEST)), Times.utc(now)))
            .await()
            .stream()
            .map(row -> new Before(Times.instant(row, "at"), row.getLong("readings")))
            .findFirst();
    if (before.isEmpty()) {
      store(zone.zone(), zone.price(), Hour.begun(spending.readings(zone.zone())), now);
      return;
    }
    Instant since = before.get().at();
    if (Duration.between(since, now).compareTo(SHORTEST) < 0) {
      return;
    }
    Hour hour = spending.between(zone.zone(), since, before.get().readings(), now);
    store(zone.zone(), next(zone, hour), hour, now);
  }

  private double next(Priced zone, Hour hour) {
    if (zone.goal() instanceof UsdPerDay && !spending.isPriced()) {
      return zone.price(); // no price of a poll makes it spend dollars
    }
    double next = PriceController.next(zone.price(), zone.goal(), hour.spent());
    if (zone.isActive() && !spending.isHeldBack(zone.zone())) {
      return next;
    }
    return hour.polls() == 0 ? zone.price() : Math.max(zone.price(), next);
  }

  private static final String STORE =
      """
      with priced as (
        update zones
        set poll_price = $3
        where id = $1
          and cadence = 'ADAPTIVE'
          and status <> 'deleting'
        returning id
      )
      insert into zone_prices (
        zone_id, at, price, tweets, polls, sampled_tweets, sampled_polls, usd, readings)
      select id, $2, $3, $4, $5, $6, $7, $8, $9
      from priced
      """;

  private void store(String zone, double price, Hour hour, Instant now) {
    pool.preparedQuery(STORE)
        .execute(
            Tuple.of(zone, Times.utc(now), price, hour.tweets(), hour.polls())
                .addLong(hour.sampledTweets())
                .addLong(hour.sampledPolls())
                .addDouble(hour.usd())
                .addLong(hour.readings()))
        .await();
    log.atDebug()
        .addKeyValue("zone", zone)
        .addKeyValue("price", price)
        .addKeyValue("tweets", hour.tweets())
        .addKeyValue("polls", hour.polls())
        .log("The price of a poll was moved");
  }
}

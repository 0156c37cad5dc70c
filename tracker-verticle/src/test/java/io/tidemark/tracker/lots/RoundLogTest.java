package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.telemetry.JsonLines;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator reads of a delivery and of the passes after it. */
@Tag("server")
class RoundLogTest {

  /** Other tests of this JVM log as well. */
  private static final String ZONE = "told-in-the-log";

  private final TrackerWorld world = TrackerWorld.begin();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RoundLog.class);
  private final Logger intake = (Logger) LoggerFactory.getLogger(Intake.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Level before = logger.getLevel();

  @BeforeEach
  void begin() {
    world.zone(ZONE, Cadence.HOURLY_LOT);
    logged.start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(logged);
    intake.addAppender(logged);
  }

  @AfterEach
  void end() {
    logger.detachAppender(logged);
    intake.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(before);
    world.close();
  }

  /** Ends the listening; as a collector gets them, without what every line has. */
  private List<JsonObject> lines(Level level) {
    logger.detachAppender(logged);
    intake.detachAppender(logged);
    return logged.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(
            event ->
                new JsonObject(new String(new JsonLines().encode(event), StandardCharsets.UTF_8)))
        .filter(line -> ZONE.equals(line.getString("zone")))
        .map(
            line -> {
              List.of("time", "severity", "level", "logger", "thread").forEach(line::remove);
              return line;
            })
        .toList();
  }

  @Test
  void aLotIsToldWhenItIsWrittenAndEachTweetAtDebug() {
    List<SimulatedTweet> tweets =
        List.of(world.post(growing(5)), world.post(growing(5)), world.post(dead()));
    long lot = world.deliver(ZONE, tweets).lotId();
    world.clock.advance(Duration.ofHours(1));
    world.pass(world.stores.app(), away()).runDue();
    world.clock.advance(Duration.ofMinutes(1));
    world.pass().runDue();

    assertThat(lines(Level.INFO))
        .containsExactly(
            new JsonObject()
                .put("message", "A delivery was accepted")
                .put("zone", ZONE)
                .put("lot", lot)
                .put("processed", 3)
                .put("created", 3)
                .put("duplicates", 0)
                .put("snapshots", 0)
                .put("errors", 0)
                .put("firstUpdateAt", TrackerWorld.START.plus(Duration.ofHours(1)).toString()),
            line(lot, 3, 0, 0)
                .put("nextRoundAt", world.clock.instant().toString())
                .put("waitingReason", "away"),
            line(lot, 3, 3, 1)
                .put("nextRoundAt", TrackerWorld.START.plus(Duration.ofHours(2)).toString())
                .putNull("waitingReason"));
    assertThat(lines(Level.DEBUG))
        .hasSize(3)
        .allSatisfy(
            line -> {
              assertThat(line.getLong("lot")).isEqualTo(lot);
              assertThat(line.getString("outcome")).isEqualTo("present");
              assertThat(line.getInteger("round")).isEqualTo(1);
            })
        .extracting(line -> line.getString("decision"))
        .containsExactlyInAnyOrder("delta_positive", "delta_positive", "no_change_below_threshold");
  }

  private static JsonObject line(long lot, int polled, int answered, int stopped) {
    return new JsonObject()
        .put("message", "A lot's round was recorded")
        .put("lot", lot)
        .put("zone", ZONE)
        .put("round", 1)
        .put("threshold", 1.0)
        .put("polled", polled)
        .put("answered", answered)
        .put("stopped", stopped);
  }

  private static TweetSource away() {
    return new TweetSource() {
      @Override
      public Future<CallOutcome<TweetOutcomes>> read(List<String> ids) {
        return Future.succeededFuture(new CallOutcome.Transient<>("away", false));
      }

      @Override
      public Future<Optional<Pause>> pause() {
        return Future.succeededFuture(Optional.empty());
      }
    };
  }
}

package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Intake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Others log in this process at the same time, so lines count that name the zone of this test. */
@Tag("server")
class RoundLogTest {

  private static final String ZONE = "told-in-the-log";

  private final Logger rounds = (Logger) LoggerFactory.getLogger(RoundLog.class);
  private final Logger deliveries = (Logger) LoggerFactory.getLogger(Intake.class);
  private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event);
        }
      };
  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void listen() {
    rounds.setLevel(Level.DEBUG);
    appender.start();
    rounds.addAppender(appender);
    deliveries.addAppender(appender);
  }

  @AfterEach
  void end() {
    rounds.detachAppender(appender);
    deliveries.detachAppender(appender);
    rounds.setLevel(null);
    world.close();
  }

  private List<Map<String, String>> said(Level level, Class<?> by) {
    return lines.stream()
        .filter(line -> line.getLevel() == level && line.getLoggerName().equals(by.getName()))
        .map(
            line ->
                line.getKeyValuePairs().stream()
                    .collect(toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
        .filter(values -> ZONE.equals(values.get("zone")))
        .toList();
  }

  @Test
  void aDeliveryItsRoundsAndEachDecisionAreTold() {
    world.zone(ZONE, Cadence.HOURLY_LOT);
    var alive = world.post(growing(10));
    var dead = world.post(dead());
    String lot = Long.toString(world.deliver(ZONE, List.of(alive, dead)).lotId());

    assertThat(said(Level.INFO, Intake.class))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("lot", lot)
                    .containsEntry("processed", "2")
                    .containsEntry("created", "2")
                    .containsEntry("duplicates", "0")
                    .containsEntry(
                        "firstUpdateAt",
                        TrackerWorld.START.plus(Duration.ofHours(1)).toString()));

    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();

    assertThat(said(Level.INFO, RoundLog.class))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("lot", lot)
                    .containsEntry("update", "1")
                    .containsEntry("tweets", "2")
                    .containsEntry("goOn", "1")
                    .containsEntry("stopped", "{no_change_below_threshold=1}")
                    .containsEntry(
                        "nextUpdateAt", TrackerWorld.START.plus(Duration.ofHours(2)).toString())
                    .containsKey("threshold"));
    assertThat(said(Level.DEBUG, RoundLog.class))
        .extracting(line -> line.get("tweet") + " " + line.get("decision"))
        .containsExactlyInAnyOrder(
            alive.id() + " delta_positive", dead.id() + " no_change_below_threshold");
  }
}

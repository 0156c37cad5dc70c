package io.tidemark.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.SettingsReader;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.OverdueLots;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What trackers are scaled by, asked of the real schema. */
@Tag("server")
class OverdueLotsTest {

  private final Keda.Trigger trigger =
      Manifests.of("production-keda")
          .one(Keda.ScaledObject.class, "tidemark-tracker")
          .spec()
          .triggers()
          .get(0);
  private TestFoundation app;

  @BeforeEach
  void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void lotsThatWaitLongAndThatNobodyHoldsAreCounted() {
    timers(Lots.TIMER, 1, 5, "now() - interval '3 minutes'", "null");
    timers(Lots.TIMER, 6, 7, "now() - interval '3 hours'", "now() - interval '1 second'");

    assertThat(overdue()).isEqualTo(7);
  }

  @Test
  void othersAreNot() {
    timers(Lots.TIMER, 1, 10, "now() - interval '61 seconds'", "null"); // waits to share calls
    timers(Lots.TIMER, 11, 20, "now() + interval '1 hour'", "null");
    timers(Lots.TIMER, 21, 30, "now() - interval '1 hour'", "now() + interval '1 minute'"); // held
    timers("another", 1, 10, "now() - interval '1 hour'", "null");

    assertThat(overdue()).isZero();
  }

  @Test
  void aHugeBacklogIsNotCountedToItsEnd() {
    timers(Lots.TIMER, 1, 10_500, "now() - interval '1 hour'", "null");

    assertThat(overdue()).isEqualTo(10_000);
  }

  @Test
  void aPodIsAddedForWhatOnePodHoldsAtMost() {
    var tracker = SettingsReader.of(Map.of()).tracker();

    assertThat(trigger.metadata())
        .containsEntry("targetQueryValue", "" + tracker.batch() * tracker.instances());
    assertThat(tracker.coalescing())
        .as("shorter than what is overdue")
        .isLessThan(java.time.Duration.ofMinutes(2));
  }

  private void timers(String kind, int from, int to, String dueAt, String leasedUntil) {
    app.sql(
        "insert into timers (kind, subject, due_at, leased_until) select '%s', n, %s, %s from generate_series(%d, %d) n"
            .formatted(kind, dueAt, leasedUntil, from, to));
  }

  /** The gauge and the scaler count the same. */
  private long overdue() {
    long overdue = app.number(trigger.metadata().get("query"));
    assertThat(TestFoundation.await(OverdueLots.count(app.app()))).isEqualTo(overdue);
    return overdue;
  }
}

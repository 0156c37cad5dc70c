package io.tidemark.tracker.lots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class FairOrderTest {

  private static DueTweet tweet(String zone, int number) {
    return new DueTweet(number, zone + number, zone, 1, 0, false);
  }

  @Test
  void zonesTakeTurnsAndATweetOfSeveralZonesComesOnce() {
    List<DueTweet> due = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      due.add(tweet("big", i));
    }
    due.add(tweet("small", 1));
    due.add(new DueTweet(9, "big2", "third", 2, 0, false));

    assertThat(FairOrder.ids(due))
        .containsExactly("big1", "small1", "big2", "big3", "big4", "big5");
    assertThat(FairOrder.ids(List.of())).isEmpty();
  }

  @Test
  void aSmallZoneIsPolledAlthoughTheBudgetEndsInTheMiddleOfABigOne() {
    try (var world =
        TrackerWorld.begin(
            Map.of("TIDEMARK_TWITTER_SOURCE", "x", "TIDEMARK_X_PER_15_MINUTES", "1"))) {
      world.zone("big", Cadence.HOURLY_LOT);
      world.zone("small", Cadence.HOURLY_LOT);
      world.deliver("big", world.post(250, TrackerWorld.growing(60)));
      world.deliver("small", world.post(5, TrackerWorld.growing(60)));
      world.clock.advance(Duration.ofHours(1));

      world.pass().runDue();

      assertThat(world.calls()).isEqualTo(1);
      assertThat(
              world.stores.number(
                  "select count(*) from twitter_engagement_history h join twitter_tweets t"
                      + " on t.id = h.tweet_id where t.zone_id = 'small'"))
          .isEqualTo(5);
    }
  }
}

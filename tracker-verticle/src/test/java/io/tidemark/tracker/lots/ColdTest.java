package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever groups by tier does not count the dead among the hot. */
@Tag("server")
class ColdTest {

  private static final String TALLIED =
      """
      select tier, stop_reason, sum(tweets)::bigint
      from tracking_tallies
      group by 1, 2
      having sum(tweets) <> 0
      order by 1, 2
      """;
  private static final String COUNTED =
      """
      select tier, stop_reason, count(*)
      from twitter_engagement_tracking
      group by 1, 2
      order by 1, 2
      """;

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void tweets() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(3, growing(60)));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<String> rows(String query) {
    return world.stores.sql(query).stream().map(Row::deepToString).toList();
  }

  @ParameterizedTest
  @EnumSource(value = Cadence.class, mode = Mode.EXCLUDE, names = "ADAPTIVE")
  void aTweetThatStopsIsColdAndOneThatGoesOnIsNot(Cadence cadence) {
    world.zone("other", cadence);
    var dead = world.post(dead());
    var alive = world.post(growing(60));
    world.deliver("other", List.of(dead, alive));

    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();

    assertThat(world.tracking(dead).getString("stop_reason")).isNotNull();
    assertThat(world.tracking(dead).getString("tier")).isEqualTo("cold");
    assertThat(world.tracking(alive).getString("tier")).isEqualTo("hot");
    assertThat(rows(TALLIED)).isEqualTo(rows(COUNTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"age_limit", "no_change_below_threshold", "deleted", "private"})
  void itIsColdWhateverStopsIt(String reason) {
    world.stores.sql(
        """
        update twitter_engagement_tracking
        set tier = 'ultra_hot', next_update_at = null, stop_reason = '%s', stopped_at = now()
        where tweet_db_id = (select min(tweet_db_id) from twitter_engagement_tracking)
        """
            .formatted(reason));

    assertThat(rows("select tier from twitter_engagement_tracking where stop_reason is not null"))
        .singleElement()
        .asString()
        .contains("cold");
    assertThat(rows(TALLIED)).isEqualTo(rows(COUNTED));
  }

  @Test
  void rowsOfOlderProcessesAreMendedOnce() throws IOException {
    world.stores.sql("drop trigger stopped_is_cold on twitter_engagement_tracking");
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = null, stop_reason = 'deleted',"
            + " stopped_at = now() where tweet_db_id = (select max(tweet_db_id) from"
            + " twitter_engagement_tracking)");
    assertThat(rows(COUNTED)).anyMatch(row -> row.contains("ultra_hot") && row.contains("deleted"));

    try (var file = getClass().getResourceAsStream("/db/migration/V25_2__older_rows.sql")) {
      world.stores.sql(new String(file.readAllBytes(), UTF_8));
    }

    assertThat(world.stores.sql(COUNTED))
        .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getLong(2))
        .containsExactly(tuple("cold", "deleted", 1L), tuple("ultra_hot", null, 2L));
    assertThat(rows(TALLIED)).isEqualTo(rows(COUNTED));
  }
}

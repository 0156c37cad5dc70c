package io.tidemark.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What platforms refuse and limit, met by runs that ask them over HTTP. */
@Tag("server")
class SimulatedLimitsTest {

  private static final String ID = "17841000001";
  private static final String OTHER = "17841000002";

  private final SimulatedStudio studio = new SimulatedStudio(Map.of());
  private final StudioWorld world = studio.world;
  private List<StudioSource> sources;
  private long account;

  @BeforeEach
  void begin() {
    sources = StudioSources.all(world.stores.app());
    world.workspace("brand");
    account = studio.connect("brand", AccountDraft.instagram().withId(ID));
  }

  @AfterEach
  void end() {
    studio.close();
  }

  private void pass() {
    MetricsRefreshJob.worker(world.stores.app(), sources).runOnce();
  }

  private Run refresh() {
    return world.refresh(sources.toArray(StudioSource[]::new));
  }

  private long parts(String id) {
    return studio.simulator.meter().account(id).parts();
  }

  @ParameterizedTest
  @EnumSource(
      value = GraphErrorKind.class,
      names = {"APP_LIMIT", "USER_LIMIT", "PAGE_LIMIT", "CUSTOM_LIMIT", "INSTAGRAM_BUSY"})
  void aRateLimitThatComesAs400LetsTheRunWaitAndGoOn(GraphErrorKind limit) {
    studio.publish("brand", account, ID, 12);
    studio.simulator.change(s -> s.graphError(limit));

    Run waiting = refresh();

    assertThat(waiting.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(waiting.waitingUntil()).isAfter(StudioWorld.NOON);
    assertThat(waiting.items().getFirst().failed()).isZero();
    long asked = studio.simulator.meter().account(ID).calls();
    pass();
    assertThat(studio.simulator.meter().account(ID).calls()).isEqualTo(asked);

    studio.simulator.change(s -> s.graphError(null));
    studio.advance(Duration.between(StudioWorld.NOON, waiting.waitingUntil()));
    pass();

    assertThat(world.run(waiting.id()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.run(waiting.id()).items().getFirst().updated()).isEqualTo(12);
  }

  @Test
  void anAccountThatHasUsedNineTenthsRestsUntilThePlatformSays() {
    studio.publish("brand", account, ID, 12);
    studio.simulator.change(s -> s.businessUsagePercent(95).regainAccessMinutes(42));

    Run waiting = refresh();

    assertThat(waiting.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(waiting.waitingUntil()).isEqualTo(StudioWorld.NOON.plus(Duration.ofMinutes(42)));
    assertThat(waiting.items().getFirst().updated()).isEqualTo(10);

    studio.simulator.change(s -> s.businessUsagePercent(10));
    studio.advance(Duration.ofMinutes(42));
    pass();

    assertThat(world.run(waiting.id()).items().getFirst().updated()).isEqualTo(12);
  }

  @Test
  void aMetricThatOneMediaLacksIsLeftOutAndNotAskedForAgainForAWeek() {
    var post =
        studio
            .simulator
            .studio()
            .publish(
                PostDraft.of(ID).at(StudioWorld.NOON.minus(Duration.ofHours(1))).without("views"));
    world.post("brand", account, post.externalId(), Duration.ofHours(1));
    long other = studio.connect("brand", AccountDraft.instagram().withId(OTHER));
    studio.publish("brand", other, OTHER, 1);

    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(parts(ID)).isGreaterThan(parts(OTHER));
    assertThat(
            world.stores.number(
                "select count(*) from studio_social_post_metrics where views is null"
                    + " and reach is not null"))
        .isEqualTo(1);

    assertThat(extraParts(Duration.ofHours(6))).isZero();
    assertThat(extraParts(Duration.ofDays(6))).isZero();
    assertThat(extraParts(Duration.ofDays(2))).isPositive();
  }

  /** How many more parts the one account's run took than the other's. */
  private long extraParts(Duration later) {
    long one = parts(ID);
    long other = parts(OTHER);
    studio.advance(later);
    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);
    return parts(ID) - one - (parts(OTHER) - other);
  }

  @Test
  void aCounterThatIsAbsentIsNullAndComesBack() {
    studio.publish("brand", account, ID, 1);
    refresh();
    studio.simulator.change(s -> s.nullCounters(true));
    studio.advance(Duration.ofHours(6));
    refresh();
    studio.simulator.change(s -> s.nullCounters(false));
    studio.advance(Duration.ofHours(6));

    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);

    assertThat(
            world
                .stores
                .sql("select views from studio_social_post_metrics order by captured_at")
                .stream()
                .map(row -> row.getLong(0) == null)
                .toList())
        .containsExactly(false, true, false);
  }
}

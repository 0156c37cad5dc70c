package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.jobs.RegularJobs;
import io.tidemark.profiles.sync.WeeklySync;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens regularly by itself, each switched off by its setting and begun by hand. */
@Tag("server")
class RegularJobsTest {

  /** A job that costs calls. */
  record Job(String setting, String timer, String operation, JsonObject body) {}

  private static final List<Job> JOBS =
      List.of(
          new Job(
              "TIDEMARK_DAO_SWEEP_EVERY",
              "dao-sweep-start",
              "startDaoSync",
              new JsonObject().put("dao", "aave")),
          new Job("TIDEMARK_STUDIO_EVERY", "studio-refresh", "refreshStudioMetrics", null),
          new Job(
              "TIDEMARK_PROFILES_DAY", "profile-sync-weekly", "syncProfiles", new JsonObject()));

  /** What keeps the tables in order and asks no platform anything. */
  private static final List<String> HOUSEKEEPING =
      List.of(
          "cadence-changes",
          "dao-growth-models",
          "dao-sweep-tidy",
          "growth-learning",
          "history-partitions",
          "poll-prices",
          "record-retention",
          "sample-shares",
          "studio-growth-models",
          "studio-key-rotation",
          "tallies",
          "tweet-retention",
          "unrouted-replay",
          "unrouted-retention",
          "velocities",
          "workspace-removals",
          "zone-audits",
          "zone-removals");

  private static TrackedGateway begin(Map<String, String> settings) {
    var gateway = TrackedGateway.begin(settings);
    await(
        gateway
            .world
            .stores
            .vertx()
            .deployVerticle(
                () ->
                    new JobWorkerVerticle(
                        WeeklySync.job(gateway.world.stores.app()), Duration.ofSeconds(5)),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    return gateway;
  }

  private static List<String> timers(GatewayWorld world) {
    List<String> kinds = new ArrayList<>();
    world
        .stores
        .sql("select distinct kind from timers where subject = 0 order by kind")
        .forEach(row -> kinds.add(row.getString(0)));
    return kinds;
  }

  static Stream<Arguments> jobsAndWords() {
    return JOBS.stream()
        .flatMap(
            job -> Stream.of("never", "Never", "0", "0s").map(word -> Arguments.of(job, word)));
  }

  @ParameterizedTest
  @MethodSource("jobsAndWords")
  void aJobThatIsSwitchedOffIsBegunByHandAlone(Job job, String word) {
    var gateway = begin(Map.of(job.setting(), word));
    try {
      GatewayWorld world = gateway.world;
      assertThat(timers(world)).doesNotContain(job.timer()).hasSizeGreaterThan(2);
      world
          .admin("createDao")
          .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "a"));

      var call = world.admin(job.operation()).query("wait", false);
      Answer begun = job.body() == null ? call.send() : call.send(job.body());

      assertThat(begun.status()).as(begun.body()).isBetween(200, 202);
    } finally {
      gateway.close();
    }
  }

  @Test
  void allOfThemTogetherLeaveNothingButHousekeeping() {
    Map<String, String> off = new HashMap<>();
    JOBS.forEach(job -> off.put(job.setting(), "never"));
    var gateway = begin(off);
    try {
      assertThat(timers(gateway.world)).containsExactlyInAnyOrderElementsOf(HOUSEKEEPING);
    } finally {
      gateway.close();
    }
  }

  @Test
  void byDefaultAllOfThemAreOn() {
    var gateway = begin(Map.of());
    try {
      var all = new TreeSet<>(HOUSEKEEPING);
      JOBS.forEach(job -> all.add(job.timer()));
      assertThat(timers(gateway.world)).containsExactlyElementsOf(all);
      all.addAll(List.of("lot", "dao-sweep", "studio-run", "profile-sync"));
      assertThat(RegularJobs.all().keySet()).containsExactlyInAnyOrderElementsOf(all);
    } finally {
      gateway.close();
    }
  }
}

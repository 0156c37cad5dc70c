package io.tidemark.gateway.jobs;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.tidemark.jobs.JobWorker;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class JobsRouteTest {

  private static final JsonObject DISABLE =
      new JsonObject().put("enabled", false).put("reason", " maintenance ");

  private final GatewayWorld world = GatewayWorld.begin(Map.of());

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aJobThatIsDisabledWaitsAndIsDueWhenItIsEnabled() {
    world.zone("brand");
    world.deliver("brand", world.tracker.post(2, growing(60)));
    world.clock.advance(Duration.ofHours(1).plusMinutes(1));
    JobWorker pass = world.tracker.pass();

    JsonObject disabled = world.admin("changeJob", "lot").send(DISABLE).ok();

    assertThat(disabled.getBoolean("enabled")).isFalse();
    assertThat(disabled.getString("reason")).isEqualTo("maintenance");
    assertThat(disabled.getString("disabled_by")).isEqualTo("operator");
    assertThat(disabled.getInstant("disabled_at")).isEqualTo(world.clock.instant());
    assertThat(disabled.getInstant("next_due_at")).isBefore(world.clock.instant());
    assertThat(pass.runDue()).isZero();
    assertThat(pass.runOnce()).as("it does not ask without a pause").isEqualTo(Optional.empty());
    assertThat(pass.runOrphaned()).isEqualTo(Optional.empty());

    JsonObject enabled =
        world.admin("changeJob", "lot").send(new JsonObject().put("enabled", true)).ok();

    assertThat(enabled.getBoolean("enabled")).isTrue();
    assertThat(enabled.getString("reason")).isNull();
    assertThat(pass.runDue()).isEqualTo(1);
    assertThat(world.tracker.snapshots()).isEqualTo(2);
  }

  @Test
  void allAreListedWithWhatTheyDo() {
    world.admin("changeJob", "dao-sweep-start").send(DISABLE).ok();

    var jobs = world.admin("listJobs").send().list("jobs");

    assertThat(jobs).extracting(job -> job.getString("name")).contains("lot", "tweet-retention");
    assertThat(jobs)
        .filteredOn(job -> !job.getBoolean("enabled"))
        .extracting(job -> job.getString("name"))
        .containsExactly("dao-sweep-start");
    assertThat(jobs).allMatch(job -> job.getString("description").endsWith("."));
  }

  @Test
  void whatIsWrongIsSaid() {
    world.admin("changeJob", "lots").send(DISABLE).problem(404, "not-found");
    world
        .admin("changeJob", "lot")
        .send(new JsonObject().put("enabled", false).put("reason", "  "))
        .problem(400, "invalid-request");
    world.admin("changeJob", "lot").send(new JsonObject()).problem(400, "invalid-request");
    world
        .admin("changeJob", "lot")
        .send(new JsonObject().put("enabled", false).put("reason", "a\0b"))
        .problem(400, "invalid-request");
    world.admin("listChanges").query("caller", "a\0b").send().problem(400, "invalid-request");
    assertThat(world.admin("listJobs").send().list("jobs"))
        .allMatch(job -> job.getBoolean("enabled"));
  }
}

package io.tidemark.gateway.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs are cancelled over HTTP, whatever a process does with them at that moment. */
@Tag("server")
class RunCancellationTest {

  enum Kind {
    SWEEP("startDaoSync", "cancelDaoSync", "readDaoSync", "dao-sweep", "dao_sync_cycles"),
    REFRESH("refreshStudioMetrics", "cancelRun", "readRun", "studio-run", "studio_runs"),
    SYNC("syncProfiles", "cancelProfileSync", "readProfileSyncJob", "profile-sync", "sync_jobs");

    final String start;
    final String cancel;
    final String read;
    final String timer;
    final String table;

    Kind(String start, String cancel, String read, String timer, String table) {
      this.start = start;
      this.cancel = cancel;
      this.read = read;
      this.timer = timer;
      this.table = table;
    }
  }

  private final GatewayWorld world = GatewayWorld.begin(Map.of());

  @BeforeEach
  void begin() {
    world.workspace("brand");
    world.account("brand", "instagram", "a");
    world
        .admin("createProfile")
        .send(
            new JsonObject()
                .put("full_name", "Ada")
                .put("linkedin_id", "ada")
                .put("workspace_id", "brand"));
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "a"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private long started(Kind kind) {
    Answer started = world.admin(kind.start).query("wait", false).send(new JsonObject());
    assertThat(started.status()).as(started.body()).isEqualTo(202);
    return world.stores.number(
        "select subject from timers where kind = '%s'".formatted(kind.timer));
  }

  private String id(Kind kind) {
    return Long.toString(started(kind));
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsCancelledHasEndedAndAnotherMayBegin(Kind kind) {
    String id = id(kind);
    world.clock.advance(Duration.ofMinutes(1));

    JsonObject cancelled = world.admin(kind.cancel, id).send().ok();

    assertThat(cancelled.getString("status")).isEqualTo("cancelled");
    assertThat(cancelled.getInstant("finished_at")).isEqualTo(world.clock.instant());
    assertThat(world.stores.number("select count(*) from timers where kind = '" + kind.timer + "'"))
        .isZero();
    assertThat(open()).isZero();
    assertThat(world.admin(kind.read, id).send().ok().getString("status")).isEqualTo("cancelled");
    assertThat(world.admin(kind.cancel, id).send().ok()).isEqualTo(cancelled);
    assertThat(
            world
                .stores
                .app()
                .meters()
                .find("tidemark.runs.ended")
                .tag("status", "cancelled")
                .counters())
        .extracting(Counter::count)
        .containsExactlyInAnyOrder(1.0, 0.0, 0.0);
    assertThat(started(kind)).isGreaterThan(Long.parseLong(id));
  }

  /** What would keep a later run from an account or a step. */
  private long open() {
    return world.stores.number(
        "select (select count(*) from studio_run_accounts where status = 'pending')"
            + " + (select count(*) from sync_jobs where finished_at is null)"
            + " + (select count(*) from sync_job_profiles where status = 'pending')");
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatWorksOnItCanWriteNothingMore(Kind kind) {
    long id = started(kind);
    JobStore store = world.stores.app().jobStore(kind.timer, Duration.ofMinutes(1));
    List<Claim> claims = await(store.claimThese(List.of(id)));
    assertThat(claims).hasSize(1);

    world.admin(kind.cancel, Long.toString(id)).send().ok();

    Future<Void> late =
        world
            .stores
            .pool()
            .withTransaction(
                transaction ->
                    store.complete(
                        transaction, List.of(new Completion(id, claims.getFirst().token(), null))));
    assertThat(await(late.transform(Future::succeededFuture)).cause())
        .isInstanceOf(LeaseLostException.class);
    assertThat(await(store.renew(claims))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatHasEndedAndOneThatIsNotThereAreRefused(Kind kind) {
    String id = id(kind);
    String message = kind == Kind.SWEEP ? ", message = 'done', waiting_until = null" : "";
    world.stores.sql(
        "update %s set status = 'completed', finished_at = now()%s".formatted(kind.table, message));

    assertThat(world.admin(kind.cancel, id).send().problem(409, "conflict")).contains("had ended");
    world.admin(kind.cancel, "999999").send().problem(404, "not-found");
    assertThat(world.admin(kind.read, id).send().ok().getString("status")).isEqualTo("completed");
  }

  @Test
  void aStepOfASyncIsNotCancelledAlone() {
    String id = id(Kind.SYNC);
    long step = world.stores.number("select min(id) from sync_jobs where parent_id is not null");

    world.admin("cancelProfileSync", Long.toString(step)).send().problem(404, "not-found");

    assertThat(world.stores.number("select count(*) from sync_jobs where status = 'cancelled'"))
        .isZero();
    world.admin("cancelProfileSync", id).send().ok();
    assertThat(world.stores.number("select count(*) from sync_jobs where finished_at is null"))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfAnotherWorkspaceCancelsNothing(Kind kind) {
    String id = id(kind);
    world.workspace("rivals");
    world.zone("rivals");
    String key = world.tenantKey(List.of("read", "trigger"), "rivals");

    int status = world.api.call(kind.cancel, id).bearer(key).send().status();

    assertThat(status).isEqualTo(kind == Kind.SWEEP ? 403 : 404);
    assertThat(world.admin(kind.read, id).send().ok().getValue("finished_at")).isNull();
  }
}

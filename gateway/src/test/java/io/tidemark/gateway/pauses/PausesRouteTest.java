package io.tidemark.gateway.pauses;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class PausesRouteTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_TWITTER_SOURCE", "x", "TIDEMARK_X_PER_15_MINUTES", "1000"));

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aRestIsShownWithItsReasonAndEndedInBothMemories() {
    world.zone("brand");
    List<SimulatedTweet> tweets = world.tracker.post(1, growing(60));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofHours(1).plusMinutes(1));
    world.tracker.simulator.change(s -> s.requestsPerWindow(0).windowSeconds(900));
    JobWorker pass = world.tracker.pass();
    pass.runDue();

    JsonObject pause = world.admin("listPauses").send().list("pauses").getFirst();

    assertThat(pause.getString("upstream")).isEqualTo("x");
    assertThat(pause.getString("credential")).matches("[0-9a-f]{16}");
    assertThat(pause.getString("reason")).contains("429");
    Instant until = Instant.parse(pause.getString("paused_until"));
    assertThat(until).isAfter(world.clock.instant());
    assertThat(lotDue()).isEqualTo(until);

    world.tracker.simulator.use(PlatformFaults.none());
    Answer ended = world.admin("endPause", Long.toString(pause.getLong("id"))).send();

    assertThat(ended.status()).as(ended.body()).isEqualTo(204);
    assertThat(world.admin("listPauses").send().list("pauses")).isEmpty();
    assertThat(lotDue()).isEqualTo(world.clock.instant());
    pass.runDue();
    assertThat(world.tracker.snapshots()).isEqualTo(1);
    world.admin("endPause", Long.toString(pause.getLong("id"))).send().problem(404, "not-found");
  }

  /** A kind of work that waits for a credential, and another of the kind that waits for else. */
  enum Waiting {
    LOT(
        "lot",
        """
        with lot as (
          insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets, waiting_reason)
          select 'brand', 1, now(), 1, reason
          from %2$s
          order by name
          returning id
        )
        select id
        from lot
        """),
    DAO_SWEEP(
        "dao-sweep",
        """
        insert into dao_sync_cycles (
          trigger, dao_slug, window_start, started_at, status, waiting_until, waiting_reason)
        select 'manual', name, now(), now(), 'waiting', '%1$s', reason
        from %2$s
        returning id
        """),
    STUDIO_RUN(
        "studio-run",
        """
        with workspace as (
          insert into studio_workspaces (id, name, created_at)
          select name, name, now()
          from %2$s
          returning id
        ), account as (
          insert into studio_accounts (
            workspace_id, platform, external_id, status, token_key_id, access_token, paused_until,
            pause_reason, created_at, updated_at)
          select workspace.id, 'instagram', workspace.id, 'connected', 'k',
            convert_to(repeat('x', 40), 'UTF8'), '%1$s', waiting.reason, now(), now()
          from workspace
          join %2$s on waiting.name = workspace.id
          returning id, workspace_id
        ), run as (
          insert into studio_runs (trigger, workspace_id, status, started_at, waiting_until)
          select 'manual', id, 'running', now(), '%1$s'
          from workspace
          order by id
          returning id, workspace_id
        ), part as (
          insert into studio_run_accounts (
            run_id, account_id, workspace_id, platform, connected, status, eligible, not_due)
          select run.id, account.id, run.workspace_id, 'instagram', true, 'pending', 1, 0
          from run
          join account on account.workspace_id = run.workspace_id
        )
        select id
        from run
        """),
    PROFILE_SYNC(
        "profile-sync",
        """
        with cascade as (
          insert into sync_jobs (job_type, status, trigger, created_at, finished_at)
          select 'full_cascade', case when name = 'a' then 'running' else 'completed' end,
            'manual', now(), case when name <> 'a' then now() end
          from %2$s
          order by name
          returning id, status
        ), step as (
          insert into sync_jobs (
            parent_id, job_type, status, trigger, created_at, waiting_until, error)
          select id, 'profile_scrape', 'running', 'manual', now(), '%1$s',
            case when status = 'running' then 'a limit' else 'another limit' end
          from cascade
        )
        select id
        from cascade
        """);

    final String kind;
    final String begin;

    Waiting(String kind, String begin) {
      this.kind = kind;
      this.begin = begin;
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatWaitsForAPauseComesForwardWhenItIsEnded(Waiting waiting) {
    Instant until = world.clock.instant().plus(Duration.ofHours(5));
    List<Long> ids = begin(waiting, until);
    ids.forEach(id -> timer(waiting, id, until, "null"));

    endPause(until);

    assertThat(due(waiting.kind, ids.getFirst())).isEqualTo(world.clock.instant());
    assertThat(due(waiting.kind, ids.getLast())).isEqualTo(until);
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void claimedWorkComesForwardWhenItsClaimHasEnded(Waiting waiting) {
    Instant until = world.clock.instant().plus(Duration.ofHours(5));
    List<Long> ids = begin(waiting, until);
    ids.forEach(id -> timer(waiting, id, world.clock.instant(), "now() + interval '1 hour'"));
    var ends = new PauseEnds(world.stores.pool(), world.clock, world.stores.vertx().eventBus());
    endPause(until);
    world.stores.sql("update ended_pauses set ended_at = ended_at - interval '3 seconds'");
    await(ends.settle());
    assertThat(world.stores.number("select count(*) from ended_pauses")).isEqualTo(1);

    // What a pass writes that was told of the pause.
    world.stores.sql("update timers set due_at = '%s', leased_until = null".formatted(until));
    await(ends.settle());

    assertThat(due(waiting.kind, ids.getFirst())).isEqualTo(world.clock.instant());
    assertThat(due(waiting.kind, ids.getLast())).isEqualTo(until);
    assertThat(world.stores.number("select count(*) from ended_pauses")).isZero();
  }

  /** One that waits for the pause, and one that waits for something else. */
  private List<Long> begin(Waiting waiting, Instant until) {
    world.zone("brand");
    return world
        .stores
        .sql(
            waiting.begin.formatted(
                until,
                "(values ('a', 'a limit'), ('b', 'another limit')) as waiting (name, reason)"))
        .stream()
        .map(row -> row.getLong("id"))
        .sorted()
        .toList();
  }

  private void timer(Waiting waiting, long subject, Instant due, String leasedUntil) {
    world.stores.sql(
        "insert into timers (kind, subject, due_at, leased_until) values ('%s', %d, '%s', %s)"
            .formatted(waiting.kind, subject, due, leasedUntil));
  }

  private void endPause(Instant until) {
    world.stores.sql(
        "insert into upstream_pauses (upstream, credential, paused_until, reason, since)"
            + " values ('any', '0123456789abcdef', '%s', 'a limit', now())".formatted(until));
    long pause = world.admin("listPauses").send().list("pauses").getFirst().getLong("id");
    assertThat(world.admin("endPause", Long.toString(pause)).send().status()).isEqualTo(204);
  }

  private Instant due(String kind, long subject) {
    return world
        .stores
        .sql(
            "select due_at from timers where kind = '%s' and subject = %d".formatted(kind, subject))
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  @Test
  void onlyWhoSeesAllTenantsSeesAndEndsRests() {
    world.zone("brand");
    String own = world.tenantKey(List.of("read", "admin"), "brand");

    world.api.call("listPauses").bearer(own).send().problem(403, "not-allowed");
    world.api.call("endPause", "1").bearer(own).send().problem(403, "not-allowed");
  }

  private Instant lotDue() {
    return world
        .stores
        .sql("select due_at from timers where kind = 'lot'")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }
}

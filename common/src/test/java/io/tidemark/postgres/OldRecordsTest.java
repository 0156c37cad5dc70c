package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings.Retention;
import io.tidemark.telemetry.ProcessTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OldRecordsTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration KEPT = Duration.ofDays(90);

  private final TestFoundation stores = TestFoundation.lay(WorldClock.real(), Map.of());

  @BeforeEach
  void somethingOfEveryAge() {
    stores.sql(
        "insert into zones (id, name, cadence, created_at) values ('z', 'z', 'AGE_TIER', now())");
    stores.sql("insert into studio_workspaces (id, name, created_at) values ('w', 'w', now())");
    stores.sql(
        """
        insert into studio_accounts (workspace_id, platform, external_id, status, token_key_id,
          access_token, created_at, updated_at)
        select 'w', 'tiktok', 'a' || i, 'connected', 'k', decode(repeat('00', 40), 'hex'), now(),
          now()
        from generate_series(1, 5) i
        """);
    stores.sql(
        "insert into profiles (workspace_id, full_name, linkedin_id, type, created_at, updated_at)"
            + " select 'w', 'Ada', 'ada' || i, 'external_influencer', now(), now() from"
            + " generate_series(1, 5) i");
    for (int days : List.of(100, 80)) {
      run(days, "'completed'", true);
      sync(days, true);
      delivery(days, 0);
      delivery(days, 2);
      stores.sql(
          "insert into upstream_pauses (upstream, credential, paused_until, reason, since) values"
              + " ('x', '%1$s', %2$s, 'no', %2$s)".formatted(days, ago(days)));
      usage(days);
      stores.sql(
          "insert into changes (made_at, caller, operation, path) values (%s, 'a', 'b', 'c')"
              .formatted(ago(days)));
      stores.sql(
          "insert into dao_sync_stats (cycle_id, trigger, status, started_at, finished_at,"
              + " daos_swept, daos_failed, tweets_processed, tweets_updated, tweets_added,"
              + " requests_used, duration_ms, errors) values"
              + " (%1$d, 'manual', 'completed', %2$s, %2$s, 1, 0, 1, 1, 0, 1, 1, '{}')"
                  .formatted(days, ago(days)));
      stores.sql(
          "insert into zone_audits (zone_id, day, made_at, audit)"
              + " values ('z', (%1$s)::date, %1$s, '{}')".formatted(ago(days)));
    }
    run(100, "'running'", false);
    sync(100, false);
    usage(400);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static Retention kept(Duration all) {
    return new Retention(all, all, all, all, all, all);
  }

  private static String ago(int days) {
    return "timestamptz '" + NOW.minus(Duration.ofDays(days)) + "'";
  }

  private void run(int days, String status, boolean finished) {
    stores.sql(
        """
        with run as (
          insert into studio_runs (trigger, workspace_id, status, started_at, finished_at)
          values ('manual', 'w', %1$s, %2$s, %3$s)
          returning id)
        insert into studio_run_accounts (run_id, account_id, workspace_id, platform, connected,
          status, eligible, not_due)
        select run.id, account.id, 'w', 'tiktok', true, 'done', 1, 0
        from run, studio_accounts account
        """
            .formatted(status, ago(days), finished ? ago(days) : "null"));
  }

  private void sync(int days, boolean finished) {
    String end = finished ? ago(days) : "null";
    String status = finished ? "completed" : "running";
    stores.sql(
        """
        insert into sync_jobs (job_type, status, trigger, workspace_id, created_at, finished_at)
        values ('full_cascade', '%1$s', 'manual', 'w', %2$s, %3$s)
        """
            .formatted(status, ago(days), end));
    stores.sql(
        """
        with step as (
          insert into sync_jobs (parent_id, job_type, status, trigger, created_at, finished_at)
          select max(id), 'profile_scrape', '%1$s', 'manual', %2$s, %3$s from sync_jobs
          returning id)
        insert into sync_job_profiles (job_id, profile_id, position)
        select step.id, profile.id, 1 from step, profiles profile
        """
            .formatted(status, ago(days), end));
  }

  private void delivery(int days, int created) {
    stores.sql(
        "insert into webhook_deliveries (zone_id, rule_id, received_at, processed, created,"
            + " duplicates, errors) values ('z', 'r', %s, 2, %d, 0, 0)"
                .formatted(ago(days), created));
  }

  private void usage(int days) {
    stores.sql(
        "insert into budget_usage (upstream, credential, allowance, period_start, period_end,"
            + " allowed, reserved, last_block) values ('x', 'c', 'a', %1$s - interval '31 days',"
                .formatted(ago(days))
            + " %s, 10, 5, 1)".formatted(ago(days)));
  }

  private String rows(String... tables) {
    var rows = new StringBuilder();
    for (String table : tables) {
      rows.append(stores.number("select count(*) from " + table)).append(' ');
    }
    return rows.toString().strip();
  }

  private String all() {
    return rows(
        "studio_runs",
        "studio_run_accounts",
        "sync_jobs",
        "sync_job_profiles",
        "webhook_deliveries",
        "upstream_pauses",
        "budget_usage",
        "dao_sync_stats",
        "zone_audits",
        "changes");
  }

  @Test
  void whatHasLongBeenOverGoesInStepsAndWhatIsUnderWayStays() {
    assertThat(all()).isEqualTo("3 15 6 15 4 2 3 2 2 2");

    new OldRecords(stores.pool(), kept(KEPT), 2).dropOld(NOW);

    assertThat(all()).isEqualTo("2 10 4 10 3 1 2 1 1 1");
    assertThat(stores.number("select count(*) from studio_runs where status = 'running'"))
        .isEqualTo(1);
    assertThat(stores.number("select sum(created) from webhook_deliveries")).isEqualTo(4);
  }

  @Test
  void nothingGoesWhereRecordsAreKept() {
    new OldRecords(stores.pool(), kept(Duration.ofDays(36_500))).dropOld(NOW);

    assertThat(all()).isEqualTo("3 15 6 15 4 2 3 2 2 2");
  }

  @Test
  void whatCannotBeDeletedDoesNotKeepTheOthers() {
    stores.sql(
        "create function refuse() returns trigger language plpgsql as"
            + " 'begin raise exception ''not now''; end'");
    stores.sql(
        "create trigger refuse before delete on studio_run_accounts for each row execute function"
            + " refuse()");

    assertThatThrownBy(() -> new OldRecords(stores.pool(), kept(KEPT)).dropOld(NOW))
        .hasMessageContaining("not now");

    assertThat(all()).isEqualTo("3 15 4 10 3 1 2 1 1 1");
  }

  @Test
  void readingsOfPostsGoButForTheNewestOfEach() {
    stores.sql(
        """
        insert into studio_social_posts (workspace_id, account_id, external_post_id, posted_at,
          created_at)
        select 'w', min(id), 'p' || n, now(), now()
        from studio_accounts, generate_series(1, 45) n
        group by n
        """);
    stores.sql(
        """
        insert into studio_social_post_metrics (social_post_id, captured_at)
        select id, %s - n * interval '1 day'
        from studio_social_posts, generate_series(0, 2) n
        """
            .formatted(ago(89)));
    stores.sql(
        "update studio_social_post_metrics set captured_at = captured_at - interval '1 year'"
            + " where social_post_id = (select max(id) from studio_social_posts)");

    new OldRecords(stores.pool(), kept(KEPT), 2).dropOld(NOW);

    assertThat(
            stores.number(
                "select count(*) from studio_social_post_metrics where captured_at >= " + ago(90)))
        .isEqualTo(88);
    assertThat(
            stores.number(
                "select count(*) from studio_social_post_metrics where captured_at < " + ago(90)))
        .as("the newest of a post that was not read for a year")
        .isEqualTo(1);
  }

  @Test
  void editsGoWithTheLastOfTheirTweets() {
    stores.sql(
        """
        insert into twitter_tweets (zone_id, tweet_id, text, twitter_created_at, received_at,
          captured_at)
        values ('z', '1', '', '2026-01-01', '2026-01-01', '2026-01-01')
        """);
    stores.sql(
        "insert into twitter_edits values ('z', '1', '2'), ('z', '0', '1'), ('z', '3', '4'), ('z',"
            + " '5', '6'), ('z', '7', '8')");

    new OldRecords(stores.pool(), kept(KEPT), 2).dropOld(NOW);

    assertThat(stores.sql("select old_id from twitter_edits order by 1"))
        .extracting(row -> row.getString(0))
        .containsExactly("0", "1");
  }

  private void counted(String pod, long calls) {
    stores.sql(
        "insert into pod_calls values ('%1$s', 'x', %2$d, %2$d), ('%1$s', 'y', %2$d, 0)"
            .formatted(pod, calls));
    stores.sql("insert into pod_odd_values values ('%s', 's', 'f', %d)".formatted(pod, calls));
  }

  @Test
  void whatProcessesThatAreGoneHaveCountedIsAddedUpAndTheSumsStay() {
    stores.sql("delete from pod_calls");
    stores.sql("delete from pod_odd_values");
    counted("a", 1);
    counted("b", 10);
    counted("alive", 100);
    stores.sql("insert into processes (name) values ('alive')");
    var totals = new ProcessTotals(stores.pool());
    var called = await(totals.called());
    var odd = await(totals.odd());
    var records = new OldRecords(stores.pool(), kept(KEPT), 2);

    records.dropOld(NOW);
    assertThat(rows("pod_calls", "pod_odd_values")).as("not gone for long").isEqualTo("6 3");
    // One that had only lost the database comes back.
    stores.sql("insert into processes (name) values ('b')");
    records.dropOld(NOW.plus(KEPT).minusSeconds(1));
    stores.sql("delete from processes where name = 'b'");
    records.dropOld(NOW.plus(KEPT).plusSeconds(1));
    assertThat(rows("pod_calls", "pod_odd_values")).isEqualTo("6 3");
    assertThat(stores.number("select count(*) from pod_calls where pod = 'gone'")).isEqualTo(2);
    records.dropOld(NOW.plus(KEPT.multipliedBy(2)).plusSeconds(2));

    assertThat(stores.sql("select distinct pod from pod_calls order by 1"))
        .extracting(row -> row.getString(0))
        .containsExactly("alive", "gone");
    assertThat(rows("pod_calls", "pod_odd_values")).isEqualTo("4 2");
    assertThat(await(totals.called())).isEqualTo(called);
    assertThat(await(totals.odd())).isEqualTo(odd);
  }
}

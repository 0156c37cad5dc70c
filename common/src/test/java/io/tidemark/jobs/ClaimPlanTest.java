package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How PostgreSQL finds due timers among many, some of which dead processes hold. */
@Tag("server")
class ClaimPlanTest {

  private static TestFoundation app;

  @BeforeAll
  static void manyTimersAndSomeDeadProcesses() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
    app.sql(
        "insert into processes (since, gone_at) select now(), now() from generate_series(1, 40)");
    app.sql(
        """
        insert into timers (kind, subject, due_at, leased_until, holder)
        select 'lot', n, timestamptz '2026-03-01 12:00Z' + n * interval '1 second',
          case when n % 3 = 0 then now() + interval '1 hour' end, n % 50
        from generate_series(1, 50000) n
        """);
    app.sql("vacuum analyze timers");
    app.sql("analyze processes");
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void aClaimReadsByDueTimeAndStopsAtItsLimit(String plans) {
    String plan =
        explain(
            plans,
            JobStore.CLAIM,
            "'lot', 60000, null, '2026-03-01 12:00Z', '2026-03-02 12:00Z', 100");

    assertThat(plan)
        .contains("Index Scan using timers_due on timers")
        .contains("hashed SubPlan")
        .doesNotContain("Seq Scan on timers", "Sort");
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void theNextIsReadByDueTime(String plans) {
    String plan = explain(plans, JobStore.NEXT_DUE, "'lot', '2026-03-01 12:00Z'");

    assertThat(plan)
        .contains("Index Scan using timers_due on timers")
        .doesNotContain("Seq Scan on timers", "Sort");
  }

  private static String explain(String plans, String statement, String values) {
    return await(
        app.pool()
            .withConnection(
                connection ->
                    run(connection, "set plan_cache_mode = " + plans)
                        .compose(set -> run(connection, "prepare asked as " + statement))
                        .compose(
                            prepared -> run(connection, "explain execute asked (" + values + ")"))
                        .compose(
                            plan ->
                                run(connection, "deallocate asked")
                                    .compose(gone -> run(connection, "reset plan_cache_mode"))
                                    .map(plan))));
  }

  private static Future<String> run(SqlConnection connection, String statement) {
    return connection
        .query(statement)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString(0))
                    .collect(Collectors.joining("\n")));
  }
}

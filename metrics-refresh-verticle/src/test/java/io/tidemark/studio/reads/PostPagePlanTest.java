package io.tidemark.studio.reads;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of posts reads the snapshots of its posts alone, however many a workspace has. */
@Tag("server")
class PostPagePlanTest {

  private static TestFoundation app;

  @BeforeAll
  static void aWorkspaceWithManyPosts() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
    app.sql("insert into studio_workspaces (id, name, created_at) values ('brand', 'B', now())");
    app.sql(
        """
        insert into studio_accounts (
          workspace_id, platform, external_id, status, token_key_id, access_token, created_at,
          updated_at)
        values ('brand', 'instagram', '1', 'connected', 'k', repeat('x', 40)::bytea, now(), now())
        """);
    app.sql(
        """
        insert into studio_social_posts (
          workspace_id, account_id, external_post_id, media_type, posted_at, created_at)
        select 'brand', id, number::text, 'IMAGE',
          case when number % 10 > 0 then now() - number * interval '1 hour' end, now()
        from studio_accounts, generate_series(1, 3000) number
        """);
    app.sql("analyze studio_social_posts");
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void thePostsAreReadInTheirOrderUpToTheLimit(String plans) {
    RowSet<Row> plan = await(app.pool().withConnection(connection -> explained(connection, plans)));

    assertThat(
            StreamSupport.stream(plan.spliterator(), false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n")))
        .contains("Index Scan Backward using studio_social_posts_newest")
        .doesNotContain("Sort Key: (COALESCE", "Seq Scan on studio_social_posts");
  }

  private static Future<RowSet<Row>> explained(SqlConnection connection, String plans) {
    return run(connection, "set plan_cache_mode = " + plans)
        .compose(set -> run(connection, "prepare asked as " + PostReads.PAGE))
        .compose(
            prepared ->
                run(
                    connection,
                    "explain execute asked ('brand', null, false, '9999-01-01Z',"
                        + " 9223372036854775807, 50)"))
        .eventually(() -> run(connection, "deallocate all"))
        .eventually(() -> run(connection, "reset plan_cache_mode"));
  }

  private static Future<RowSet<Row>> run(SqlConnection connection, String statement) {
    return connection.query(statement).execute();
  }
}

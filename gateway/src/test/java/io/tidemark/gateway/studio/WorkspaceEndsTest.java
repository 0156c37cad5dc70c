package io.tidemark.gateway.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A workspace that is deleted with all it has, in steps. */
@Tag("server")
class WorkspaceEndsTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  /** Something in every table of a workspace. */
  private void fill(String workspace) {
    world.workspace(workspace);
    long account = world.account(workspace, "instagram", "i-" + workspace);
    for (int i = 0; i < 3; i++) {
      long post = world.studioPost(workspace, account, (workspace.hashCode() & 0xffff) + "0" + i);
      world.stores.sql(
          "insert into studio_social_post_metrics (social_post_id, captured_at, likes) values"
              + " (%d, now(), 1), (%d, now() - interval '1 hour', 1)".formatted(post, post));
    }
    world.stores.sql(
        """
        with run as (
          insert into studio_runs (trigger, workspace_id, status, started_at, finished_at)
          values ('manual', '%1$s', 'completed', now(), now())
          returning id)
        insert into studio_run_accounts (run_id, account_id, workspace_id, platform, connected,
          status, eligible, not_due)
        select id, %2$d, '%1$s', 'instagram', true, 'done', 3, 0 from run
        """
            .formatted(workspace, account));
    world.stores.sql(
        """
        with cascade as (
          insert into sync_jobs (job_type, status, trigger, workspace_id, created_at, finished_at)
          values ('full_cascade', 'completed', 'manual', '%1$s', now(), now())
          returning id)
        insert into sync_jobs (parent_id, job_type, status, trigger, workspace_id, created_at,
          finished_at)
        select id, 'profile_scrape', 'completed', 'manual', '%1$s', now(), now() from cascade
        """
            .formatted(workspace));
    world.stores.sql(
        "insert into growth_curves (workspace_id, platform, metric, curves, counted_at) values"
            + " ('%s', 'instagram', 'engagement', 120, now())".formatted(workspace));
    world.stores.sql(
        "insert into growth_models (workspace_id, platform, metric, format, curves, made_at, model)"
            + " values ('%s', 'instagram', 'engagement', 1, 120, now(), '{}')"
                .formatted(workspace));
    long profile =
        world.stores.number(
            "insert into profiles (workspace_id, full_name, linkedin_id, type) values ('%s', 'Ada',"
                    .formatted(workspace)
                + " 'ada', 'external_influencer') returning id");
    for (int i = 0; i < 3; i++) {
      world.stores.sql(
          "insert into viral_posts_bank (author_id, post_url, content, embedding) values (%d,"
                  .formatted(profile)
              + " 'https://l/%s-%d', 'text', array[1, 0, 0]::float4[])".formatted(workspace, i));
    }
  }

  private Map<String, Long> rowsOf(String workspace) {
    Map<String, Long> rows = new TreeMap<>();
    for (Row row :
        world.stores.sql(
            "select c.table_name from information_schema.columns c join information_schema.tables t"
                + " using (table_schema, table_name) where c.column_name = 'workspace_id' and"
                + " t.table_type = 'BASE TABLE' and t.table_schema = current_schema()")) {
      String table = row.getString(0);
      rows.put(
          table,
          world.stores.number(
              "select count(*) from %s where workspace_id = '%s'".formatted(table, workspace)));
    }
    return rows;
  }

  @Test
  void allOfItGoesInStepsThatSurviveACrashAndTheOthersKeepTheirs() {
    fill("acme");
    fill("globex");
    Map<String, Long> before = rowsOf("globex");
    assertThat(before.values()).allMatch(rows -> rows > 0);
    for (JsonArray workspaces :
        List.of(new JsonArray().add("acme"), new JsonArray().add("acme").add("globex"))) {
      Answer key =
          world
              .admin("createKey")
              .send(
                  new JsonObject()
                      .put("name", "of a test")
                      .put("scopes", new JsonArray().add("read"))
                      .put("zones", new JsonArray())
                      .put("workspaces", workspaces));
      assertThat(key.status()).as(key.body()).isEqualTo(201);
    }
    world.stores.sql(
        "create function refuse() returns trigger language plpgsql as"
            + " 'begin raise exception ''not now''; end'");
    world.stores.sql(
        "create trigger refuse before delete on studio_runs for each row execute function"
            + " refuse()");

    Answer answer = world.admin("deleteStudioWorkspace", "acme").send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    var ends = new WorkspaceEnds(world.stores.pool(), 2);
    assertThatThrownBy(ends::removeAll).hasMessageContaining("not now");

    JsonObject half = world.admin("readStudioWorkspace", "acme").send().ok();
    assertThat(half.getString("status")).isEqualTo("deleting");
    assertThat(half.getInteger("rows_deleted")).isGreaterThanOrEqualTo(4);
    world
        .admin("createStudioWorkspace")
        .send(new JsonObject().put("id", "acme").put("name", "again"))
        .problem(409, "conflict");
    world.stores.sql("drop trigger refuse on studio_runs");
    ends.removeAll();

    world.admin("readStudioWorkspace", "acme").send().problem(404, "not-found");
    assertThat(rowsOf("acme").values()).allMatch(rows -> rows == 0);
    assertThat(rowsOf("globex")).isEqualTo(before);
    assertThat(world.stores.number("select count(*) from studio_social_post_metrics")).isEqualTo(6);
    assertThat(world.stores.number("select count(*) from post_vectors")).isEqualTo(3);
    world.workspace("acme");
    assertThat(
            world.stores.sql("select workspaces, revoked_at is null from api_keys").stream()
                .map(row -> List.of(row.getArrayOfStrings(0)) + " " + row.getBoolean(1)))
        .containsExactlyInAnyOrder("[] false", "[globex] true");
  }

  @Test
  void aWorkspaceThatCannotBeDeletedDoesNotKeepThoseAfterIt() {
    fill("acme");
    fill("globex");
    world.admin("deleteStudioWorkspace", "acme").send();
    world.admin("deleteStudioWorkspace", "globex").send();
    world.stores.sql(
        "create function refuse() returns trigger language plpgsql as 'begin if old.workspace_id ="
            + " ''acme'' then raise exception ''not now''; end if; return old; end'");
    world.stores.sql(
        "create trigger refuse before delete on studio_runs for each row execute function"
            + " refuse()");

    var ends = new WorkspaceEnds(world.stores.pool());
    assertThatThrownBy(ends::removeAll).hasMessageContaining("not now");

    world.admin("readStudioWorkspace", "acme").send().ok();
    world.admin("readStudioWorkspace", "globex").send().problem(404, "not-found");
  }
}

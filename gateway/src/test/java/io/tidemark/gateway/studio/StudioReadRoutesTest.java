package io.tidemark.gateway.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Posts with their snapshots, figures and what needs attention. */
@Tag("server")
class StudioReadRoutesTest extends StudioRoutesTestBase {

  private static List<String> ids(Answer answer) {
    return answer.list("posts").stream().map(post -> post.getString("external_id")).toList();
  }

  private void likes(String post, long likes) {
    instagram.posts.put(post, new PostOutcome.Present<>(ScriptedSource.likes(likes)));
  }

  private JsonObject stats() {
    Answer answer = world.admin("readStudioStats", "brand").send();
    answer.ok();
    return answer.list("platforms").getFirst();
  }

  @Test
  void aTokenThatEndsUnrenewedIsNamedNineDaysAhead() {
    world.stores.sql(
        "update studio_accounts set token_expires_at = '%s'"
            .formatted(world.clock.instant().plus(Duration.ofDays(9))));
    world.stores.sql(
        """
        insert into studio_capabilities (platform, subject, metric, refused_at, since, media_type,
          account_id, said)
        select 'instagram', 'post:1', 'plays', '%s', '%s', 'REELS', id, '(#100) no plays'
        from studio_accounts
        """
            .formatted(world.clock.instant(), world.clock.instant()));

    Answer answer = world.admin("readStudioAttention").send();

    assertThat(answer.list("accounts").getFirst().getString("attention"))
        .contains("connect it again");
    JsonObject refused = answer.list("refused_metrics").getFirst();
    assertThat(refused.getString("metric")).isEqualTo("plays");
    assertThat(refused.getString("since")).isEqualTo(world.clock.instant().toString());
  }

  @Test
  void aCounterKeepsItsTimeARateItsDenominatorAndARenameIsABreak() {
    long post = world.studioPost("brand", account, "1001");
    String now = world.clock.instant().toString();
    world.stores.sql(
        """
        insert into studio_social_post_metrics (social_post_id, captured_at, impressions, views,
          likes, comments)
        values (%1$d, timestamptz '%2$s' - interval '8 days', 100, null, 5, 1),
               (%1$d, timestamptz '%2$s' - interval '2 hours', null, 250, 6, 2),
               (%1$d, timestamptz '%2$s' - interval '1 hour', null, null, 7, 3)
        """
            .formatted(post, now));

    JsonObject read = world.admin("readStudioPost", Long.toString(post)).send().ok();

    JsonObject latest = read.getJsonObject("latest");
    assertThat(latest.getLong("views")).isEqualTo(250);
    assertThat(latest.getLong("likes")).isEqualTo(7);
    assertThat(latest.getJsonObject("metrics").getJsonObject("views").getString("captured_at"))
        .isLessThan(latest.getString("captured_at"));
    assertThat(latest.getString("engagement_rate_by")).isEqualTo("views");
    assertThat(latest.getJsonArray("engagement_rate_lacks")).containsExactly("shares");
    assertThat(latest.getDouble("engagement_rate")).isEqualTo(10 / 250.0);
    JsonObject week = read.getJsonObject("week_over_week");
    assertThat(week.getLong("likes")).isEqualTo(2);
    assertThat(week.getValue("views")).isNull();
    assertThat(week.getValue("impressions")).isNull();
    assertThat(week.getJsonArray("breaks")).containsExactly("impressions are called views now");
    assertThat(stats().getJsonObject("week_over_week").getValue("views")).isNull();
    assertThat(stats().getInteger("impressions_are_views")).isEqualTo(1);
    assertThat(stats().getJsonArray("engagement_rate_by")).containsExactly("views");
    assertThat(ids(world.admin("listBestStudioPosts", "brand").query("by", "views").send()))
        .containsExactly("1001");
  }

  @Test
  void readingsAndTheirChangesAreRead() {
    String post = Long.toString(world.studioPost("brand", account, "1001"));
    for (long likes : List.of(10L, 25L, 90L)) {
      world.clock.advance(Duration.ofHours(23));
      likes("1001", likes);
      assertThat(cron().ok().getJsonObject("summary").getInteger("totalMetricsUpdated"))
          .isEqualTo(1);
    }
    world.clock.advance(Duration.ofHours(1));

    JsonObject read = world.admin("readStudioPost", post).send().ok();

    assertThat(read.getJsonObject("latest").getLong("likes")).isEqualTo(90);
    assertThat(read.getJsonObject("latest").getValue("shares")).isNull();
    assertThat(read.getJsonObject("latest").getDouble("engagement_rate")).isEqualTo(91 / 900.0);
    JsonObject change = read.getJsonObject("day_over_day");
    assertThat(change.getLong("likes")).isEqualTo(65);
    assertThat(change.getLong("comments")).isZero();
    assertThat(change.getValue("saves")).isNull();
    assertThat(read.getJsonObject("week_over_week")).isNull();
    assertThat(stats().getJsonObject("totals").getLong("likes")).isEqualTo(90);
    assertThat(stats().getJsonObject("totals").getValue("reach")).isNull();
    assertThat(stats().getJsonObject("day_over_day").getLong("likes")).isEqualTo(65);
    assertThat(stats().getJsonObject("week_over_week").getValue("likes")).isNull();
    Answer first = world.admin("readStudioSeries", post).query("limit", 2).send();
    Answer second =
        world
            .admin("readStudioSeries", post)
            .query("limit", 2)
            .query("cursor", first.json().getString("next_cursor"))
            .send();
    assertThat(first.list("readings"))
        .extracting(r -> r.getLong("likes"))
        .containsExactly(90L, 25L);
    assertThat(second.list("readings")).extracting(r -> r.getLong("likes")).containsExactly(10L);
    assertThat(second.json().getString("next_cursor")).isNull();
  }

  @Test
  void theBestAreFirstAndPagesGoOnWhereTheLastEnded() {
    List.of("2001", "2002", "2003").forEach(id -> world.studioPost("brand", account, id));
    likes("2002", 50);
    instagram.posts.put("2003", new PostOutcome.Unknown<>("no answer"));
    cron().ok();

    assertThat(ids(world.admin("listBestStudioPosts", "brand").query("by", "likes").send()))
        .containsExactly("2002", "2001");
    assertThat(ids(world.admin("listBestStudioPosts", "brand").send()))
        .containsExactly("2001", "2002");
    Answer page = world.admin("listStudioPosts", "brand").query("limit", 2).send();
    assertThat(ids(page)).containsExactly("2003", "2002");
    assertThat(
            ids(
                world
                    .admin("listStudioPosts", "brand")
                    .query("limit", 2)
                    .query("cursor", page.json().getString("next_cursor"))
                    .send()))
        .containsExactly("2001");
    assertThat(ids(world.admin("listStudioPosts", "brand").query("persistent", true).send()))
        .isEmpty();
    world
        .admin("listStudioPosts", "brand")
        .query("cursor", "bm9uc2Vuc2U")
        .send()
        .problem(400, "invalid-request");
  }

  @Test
  void whatNeedsAttentionIsFoundInEveryWorkspaceThatMayBeSeen() {
    world.zone("many-3");
    for (int i = 0; i < 25; i++) {
      world.workspace("many-" + i);
      long many = world.account("many-" + i, "instagram", "i-" + i);
      world.studioPost("many-" + i, many, "300" + i);
    }
    world.stores.sql(
        """
        update studio_accounts
        set status = 'needs_reconnect', updated_at = updated_at + interval '1 minute'
        where workspace_id = 'many-24'
        """);
    world.stores.sql(
        "update studio_accounts set status = 'disabled' where workspace_id = 'many-3'");
    world.stores.sql(
        """
        update studio_social_posts
        set failed_runs = failing.runs, last_error = 'gone', last_error_at = now()
        from (values ('many-22', 2), ('many-23', 3)) as failing (workspace, runs)
        where workspace_id = failing.workspace
        """);

    Answer all = world.admin("readStudioAttention").query("limit", 1).send();
    Answer own =
        world
            .api
            .call("readStudioAttention")
            .bearer(world.tenantKey(List.of("read"), "many-3"))
            .send();

    assertThat(all.list("accounts"))
        .extracting(account -> account.getString("workspace_id"))
        .containsExactly("many-24");
    assertThat(all.json().getBoolean("more_accounts")).isTrue();
    assertThat(all.list("posts"))
        .extracting(post -> post.getString("workspace_id"))
        .containsExactly("many-23");
    assertThat(all.json().getBoolean("more_posts")).isFalse();
    assertThat(own.list("accounts"))
        .extracting(account -> account.getString("workspace_id"))
        .containsExactly("many-3");
    assertThat(own.list("posts")).isEmpty();
  }
}

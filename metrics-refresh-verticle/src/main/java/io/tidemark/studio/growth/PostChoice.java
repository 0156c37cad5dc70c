package io.tidemark.studio.growth;

import io.tidemark.forecast.Belief;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.choice.Candidate;
import io.tidemark.forecast.choice.Places;
import io.tidemark.forecast.choice.Worth;
import io.tidemark.growth.GrowthModels;
import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.posts.RefreshCadence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the posts of an account by what a reading of them is worth, where a model was learnt. */
public final class PostChoice {

  /**
   * @param refreshedAt null when it was never read
   * @param goesFirst new, failed or doubted
   */
  private record Post(
      long id, Instant postedAt, @Nullable Instant refreshedAt, boolean goesFirst) {}

  private final Vertx vertx;
  private final Pool pool;
  private final GrowthModels models = new GrowthModels();

  public PostChoice(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /**
   * The posts for a run, out of all that were published in its window.
   *
   * @return empty when no model was learnt from the workspace's posts on the platform
   */
  public Future<Optional<Choice>> of(
      String workspace, StudioPlatform platform, long account, RefreshCadence fresh) {
    return models
        .ofWorkspace(pool, workspace, platform.word(), PostHistories.METRIC)
        .compose(
            known ->
                known.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : choice(known.get(), account, fresh).map(Optional::of));
  }

  private static final String OF_THE_WINDOW =
      """
      select post.id, post.posted_at, post.refreshed_at,
             post.failed_runs > 0 or post.refreshed_at is null or post.ask_again_at is not null
               as goes_first
      from studio_social_posts post
      where post.account_id = $1
        and post.external_post_id is not null
        and post.posted_at between $2 and $3
      order by post.failed_runs > 0 desc, post.posted_at desc, post.id
      """;

  private Future<Choice> choice(GrowthModel model, long account, RefreshCadence fresh) {
    return pool.preparedQuery(OF_THE_WINDOW)
        .execute(Tuple.of(account, Times.utc(fresh.windowFrom()), Times.utc(fresh.now())))
        .map(rows -> rows.stream().map(PostChoice::post).toList())
        .compose(
            posts ->
                PostHistories.of(pool, posts.stream().map(Post::id).toList())
                    .compose(
                        readings ->
                            // A second for thousands of posts.
                            vertx.executeBlocking(
                                () -> choose(model, posts, readings, fresh), false)));
  }

  private static Post post(Row row) {
    return new Post(
        row.getLong("id"),
        Times.instant(row, "posted_at"),
        Times.instantOrNull(row, "refreshed_at"),
        row.getBoolean("goes_first"));
  }

  private static Choice choose(
      GrowthModel model,
      List<Post> posts,
      Map<Long, List<Reading>> readings,
      RefreshCadence fresh) {
    double places = posts.stream().mapToDouble(post -> fresh.places(post.postedAt())).sum();
    List<Long> chosen =
        Places.fill(
            posts.stream()
                .map(post -> candidate(model, post, readings.get(post.id()), fresh.now()))
                .toList(),
            (int) Math.ceil(places),
            fresh.longest());
    Set<Long> taken = new HashSet<>(chosen);
    Instant next =
        posts.stream()
            .filter(post -> !taken.contains(post.id()))
            .map(Post::refreshedAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .map(read -> read.plus(fresh.longest()))
            .orElse(null);
    return new Choice(chosen, posts.size(), model.curves(), next);
  }

  private static Candidate candidate(
      GrowthModel model, Post post, @Nullable List<Reading> readings, Instant now) {
    Instant read = post.refreshedAt() == null ? post.postedAt() : post.refreshedAt();
    return new Candidate(
        post.id(),
        post.goesFirst(),
        Duration.between(read, now),
        Worth.of(
            Belief.of(model, readings == null ? List.of() : readings),
            Duration.between(post.postedAt(), now)));
  }
}

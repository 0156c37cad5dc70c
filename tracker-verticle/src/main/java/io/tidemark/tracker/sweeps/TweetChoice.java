package io.tidemark.tracker.sweeps;

import io.tidemark.forecast.Belief;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.choice.Candidate;
import io.tidemark.forecast.choice.Places;
import io.tidemark.forecast.choice.Worth;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.WorkspaceGrowth;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.daos.DaoHistories;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.x.XTimelines;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which known tweets of a DAO a sweep asks about, where a model was learnt from the DAO's
 * tweets: the timeline is read from the beginning of the last sweep that read all of it, and of the
 * older tweets those are asked for by id that are worth it. Runs on a virtual thread.
 *
 * <p>A page of a timeline costs a request, whatever it shows. So nothing is chosen where the tweets
 * of the window fit on one page.
 */
final class TweetChoice {

  /** No tweet of the window is unread for longer, in sweeps that reach their end. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Of the time before the last sweep: tweets that were edited since have a new id. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  private final Pool pool;
  private final GrowthModels models = new GrowthModels();
  private final SweepProgressWriter progress;

  TweetChoice(Pool pool, SweepProgressWriter progress) {
    this.pool = pool;
    this.progress = progress;
  }

  /** The item as its timeline is read; the choice is made before the first page, and stored. */
  SweepItem prepared(SweepCall call, SweepItem item, Instant now) {
    Instant wholeAt = item.wholeAt();
    if (item.pages() > 0 || item.since() != null || wholeAt == null) {
      return item;
    }
    Optional<GrowthModel> known =
        models
            .ofWorkspace(
                pool,
                WorkspaceGrowth.ofDao(item.slug()),
                DaoHistories.PLATFORM,
                DaoHistories.METRIC)
            .await();
    Optional<ChosenTweets> chosen =
        known.flatMap(of -> choose(call.sweep(), item, of, wholeAt, now));
    if (chosen.isEmpty()) {
      return item;
    }
    store(call, item, chosen.get());
    return item.from(chosen.get().since());
  }

  private void store(SweepCall call, SweepItem item, ChosenTweets chosen) {
    String message =
        "%d older tweets are read by their worth, %d are left for later"
            .formatted(chosen.tweets().size(), chosen.left());
    var data = new JsonObject().put("basis", WorkspaceGrowth.basis(chosen.curves()));
    call.job()
        .write(
            transaction ->
                SweepItems.choose(transaction, call.sweep().id(), item.dao(), chosen)
                    .compose(
                        stored ->
                            progress.log(
                                transaction, call.sweep(), item.slug(), Level.INFO, message, data)))
        .await();
  }

  /**
   * @param doubted whether the last answer was not believed
   */
  private record Tweet(long id, Instant createdAt, Instant capturedAt, boolean doubted) {}

  private static final String OF_THE_WINDOW =
      """
      select id, twitter_created_at, captured_at,
             coalesce(doubted_at > captured_at, false) as doubted
      from dao_tweets
      where dao_id = $1
        and twitter_created_at >= $2
        and swept_by < $3
        and missing is distinct from 'deleted'
      order by twitter_created_at desc, id
      """;

  private Optional<ChosenTweets> choose(
      Sweep sweep, SweepItem item, GrowthModel learnt, Instant wholeAt, Instant now) {
    Instant window = sweep.windowStart();
    List<Tweet> tweets =
        pool
            .preparedQuery(OF_THE_WINDOW)
            .execute(Tuple.of(item.dao(), Times.utc(window), sweep.id()))
            .await()
            .stream()
            .map(TweetChoice::tweet)
            .toList();
    Instant since = wholeAt.minus(OVERLAP);
    if (tweets.size() <= XTimelines.MOST_POSTS || !since.isAfter(window)) {
      return Optional.empty();
    }
    GrowthModel model = Horizons.move(learnt, Duration.between(window, sweep.startedAt()));
    List<Tweet> older = tweets.stream().filter(tweet -> tweet.createdAt().isBefore(since)).toList();
    Map<Long, List<Reading>> readings =
        DaoHistories.of(pool, older.stream().map(Tweet::id).toList(), window).await();
    List<Long> chosen =
        Places.fill(
            older.stream()
                .map(tweet -> candidate(model, tweet, readings.get(tweet.id()), now))
                .toList(),
            older.size(),
            LONGEST);
    return Optional.of(
        new ChosenTweets(since, chosen, older.size() - chosen.size(), model.curves()));
  }

  private static Tweet tweet(Row row) {
    return new Tweet(
        row.getLong("id"),
        Times.instant(row, "twitter_created_at"),
        Times.instant(row, "captured_at"),
        row.getBoolean("doubted"));
  }

  private static Candidate candidate(
      GrowthModel model, Tweet tweet, @Nullable List<Reading> readings, Instant now) {
    return new Candidate(
        tweet.id(),
        tweet.doubted(),
        Duration.between(tweet.capturedAt(), now),
        Worth.of(
            Belief.of(model, readings == null ? List.of() : readings),
            Duration.between(tweet.createdAt(), now)));
  }
}

package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.daos.DaoTweetAnswers;
import io.tidemark.tracker.daos.DaoTweets;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshot.Origin;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.x.XTimelines.Page.Posts;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes one page of a timeline: new tweets, snapshots of known tweets, and the progress of the
 * item.
 */
final class TimelinePageWriter {

  /**
   * X shows the latest 3,200 posts, which is 32 full pages; the rest allows for pages that are not
   * full.
   */
  static final int MOST_PAGES = 48;

  /**
   * A filter may leave a page without posts; without this limit a timeline of empty pages would
   * never end.
   */
  static final int MOST_EMPTY_PAGES = 3;

  /**
   * The result of writing a page.
   *
   * @param news whether it showed a tweet that this sweep had not seen
   */
  private record Written(SweepItems.Counts counts, boolean news) {}

  private final SweepProgressWriter progress;

  TimelinePageWriter(SweepProgressWriter progress) {
    this.progress = progress;
  }

  /**
   * @param at when the page was read
   */
  Future<Void> write(
      SqlConnection transaction, Sweep sweep, SweepItem item, Posts page, Instant at) {
    List<Tweet> inWindow =
        page.posts().stream()
            .map(tweet -> tweet.arrived(at))
            .filter(tweet -> !tweet.createdAt().isBefore(sweep.windowStart()))
            .toList();
    boolean pastTheWindow = inWindow.size() < page.posts().size();
    Set<String> editedAway = editedAway(inWindow);
    List<Tweet> tweets =
        inWindow.stream().filter(tweet -> !editedAway.contains(tweet.tweetId())).toList();
    return SweepItems.lock(transaction, sweep.id(), item.dao())
        .compose(
            kept ->
                kept
                    ? tweets(transaction, sweep, item, tweets, at)
                        .compose(
                            written ->
                                DaoTweetAnswers.editedAway(transaction, item.dao(), editedAway, at)
                                    .map(written))
                        .compose(
                            written ->
                                progress(
                                    transaction,
                                    sweep,
                                    item,
                                    page,
                                    pastTheWindow ? After.END : after(item, page, written.news()),
                                    written,
                                    at))
                    : Future.succeededFuture());
  }

  /**
   * The ids of versions that newer ones on the page replace, so that an edited post counts once.
   */
  private static Set<String> editedAway(List<Tweet> tweets) {
    Set<String> older = new TreeSet<>();
    tweets.stream()
        .map(Tweet::versions)
        .filter(versions -> !versions.isEmpty())
        .forEach(versions -> older.addAll(versions.subList(0, versions.size() - 1)));
    return older;
  }

  /**
   * What follows a page.
   *
   * @param token of the next page; null when the item is complete
   * @param cut why reading stops although there is a next page, as a sentence; null when it does
   *     not
   */
  private record After(@Nullable String token, @Nullable String cut) {
    static final After END = new After(null, null);
  }

  private static After after(SweepItem item, Posts page, boolean news) {
    String next = page.next();
    if (next == null || (!page.posts().isEmpty() && !news)) {
      return After.END;
    }
    if (next.equals(item.token()) || item.seenTokens().contains(next)) {
      return new After(null, "A timeline leads back to a page that was read; the rest is left out");
    }
    if (emptyPages(item, page) >= MOST_EMPTY_PAGES) {
      return new After(
          null,
          "A timeline gave %d pages without a post in a row; the rest is left out"
              .formatted(MOST_EMPTY_PAGES));
    }
    return item.pages() + 1 >= MOST_PAGES
        ? new After(null, "A timeline has more pages than X should show; the rest is left out")
        : new After(next, null);
  }

  private static int emptyPages(SweepItem item, Posts page) {
    return page.posts().isEmpty() ? item.emptyPages() + 1 : 0;
  }

  private static Future<Written> tweets(
      SqlConnection transaction, Sweep sweep, SweepItem item, List<Tweet> tweets, Instant at) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(new Written(new SweepItems.Counts(0, 0, 0), false));
    }
    return DaoTweets.insertNew(transaction, item.dao(), sweep.id(), tweets, at)
        .compose(
            created ->
                DaoTweets.lock(transaction, sweep.id(), item.dao(), without(tweets, created))
                    .compose(known -> snapshots(transaction, sweep, tweets, created, known, at)));
  }

  private static List<String> without(List<Tweet> tweets, Map<String, Long> created) {
    return tweets.stream().map(Tweet::tweetId).filter(id -> !created.containsKey(id)).toList();
  }

  private static Future<Written> snapshots(
      SqlConnection transaction,
      Sweep sweep,
      List<Tweet> tweets,
      Map<String, Long> created,
      List<Known> known,
      Instant at) {
    Map<String, Tweet> byId =
        tweets.stream().collect(Collectors.toMap(Tweet::tweetId, Function.identity()));
    List<Known> unseen =
        known.stream()
            .filter(tweet -> !tweet.settled() && !tweet.isDoubtedShortlyBefore(at))
            .toList();
    // An entry without counters makes no snapshot: the sweep asks for it by id at the end.
    var judged = new JudgedSnapshots();
    unseen.forEach(
        tweet -> {
          Counters counters = byId.get(tweet.tweetId()).counters();
          if (counters.hasEngagement()) {
            judged.judge(tweet, new CheckedOutcome(new PostOutcome.Present<>(counters), null), at);
          }
        });
    List<Snapshot> first = new ArrayList<>();
    created.forEach(
        (tweetId, id) -> {
          Counters counters = byId.get(tweetId).counters();
          if (counters.hasEngagement()) {
            first.add(Snapshot.first(id, Origin.POLL, counters, at));
          }
        });
    var written =
        new Written(
            new SweepItems.Counts(
                created.size() + judged.believed(), judged.believed(), created.size()),
            !created.isEmpty() || !unseen.isEmpty());
    Map<Long, String> texts = new TreeMap<>();
    known.forEach(tweet -> texts.put(tweet.id(), byId.get(tweet.tweetId()).text()));
    return DaoTweetAnswers.shown(transaction, known, at)
        .compose(shown -> judged.write(transaction, sweep, first))
        .compose(read -> DaoTweets.lengthen(transaction, texts))
        .map(written);
  }

  private Future<Void> progress(
      SqlConnection transaction,
      Sweep sweep,
      SweepItem item,
      Posts page,
      After after,
      Written written,
      Instant at) {
    SweepItems.Counts counts = written.counts();
    String next = after.token();
    String cut = after.cut();
    boolean odd = cut != null || page.unreadable() > 0;
    Level level = odd ? Level.WARN : next == null ? Level.INFO : Level.DEBUG;
    String message = cut != null ? cut : next == null ? "A DAO was swept" : "A page was read";
    var data =
        new JsonObject()
            .put("page", item.pages() + 1)
            .put("processed", counts.processed())
            .put("updated", counts.updated())
            .put("added", counts.added())
            .put("unreadable", page.unreadable());
    return SweepItems.paged(transaction, sweep.id(), item, next, emptyPages(item, page), counts)
        .compose(paged -> progress.log(transaction, sweep, item.slug(), level, message, data))
        .compose(
            logged ->
                odd
                    ? Daos.odd(transaction, item.dao(), sweep.id())
                    : Future.<Void>succeededFuture())
        .compose(
            noted ->
                next == null
                    ? Daos.swept(transaction, item.dao(), sweep.id(), sweep.startedAt(), at)
                    : Future.succeededFuture());
  }
}

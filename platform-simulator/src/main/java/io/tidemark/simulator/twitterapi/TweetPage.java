package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A page of at most 20 tweets, newest first, all older than the cursor.
 *
 * @param beforeId id in the cursor, so that new tweets do not shift pages
 */
record TweetPage(long beforeId) {

  private static final int SIZE = 20;
  private static final String CURSOR_PREFIX = "DAACCgACG";

  /** The tweets of a page, and whether there are older ones. */
  record Content(List<SimulatedTweet> tweets, boolean more) {

    /**
     * The last page usually claims to have a successor, which is empty. Since March 2026 cursors
     * that return the same page again have been observed.
     */
    JsonObject paging(JsonObject body, PlatformRequest request) {
      boolean claimed = request.faults().twitterApi().hasNextPageAtEnd() && !tweets.isEmpty();
      boolean next = more || claimed || request.faults().content().repeatingCursor();
      String cursor = "";
      if (next) {
        long last = tweets.isEmpty() ? 0 : tweets.getLast().number();
        cursor = CURSOR_PREFIX + Long.toString(last, 36);
      }
      return body.put("has_next_page", next).put("next_cursor", cursor);
    }
  }

  /** Parses the cursor; empty when it is invalid. */
  static Optional<TweetPage> starting(PlatformRequest request) {
    String cursor = request.query("cursor");
    if (cursor.isEmpty() || request.faults().content().repeatingCursor()) {
      return Optional.of(new TweetPage(Long.MAX_VALUE));
    }
    if (!cursor.startsWith(CURSOR_PREFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TweetPage(Long.parseLong(cursor, CURSOR_PREFIX.length(), cursor.length(), 36)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Content cut(Stream<SimulatedTweet> newestFirst) {
    List<SimulatedTweet> tweets = newestFirst.limit(SIZE + 1).toList();
    return tweets.size() > SIZE
        ? new Content(tweets.subList(0, SIZE), true)
        : new Content(tweets, false);
  }
}

package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Formats a tweet as X does: id, text and edit history always, other fields on request. */
final class XTweetJson {

  /** {@code 2020-02-14T19:00:55.000Z}. */
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Set<String> FIELDS_OF_BOTH =
      Set.of(
          ("attachments author_id context_annotations conversation_id created_at"
                  + " edit_controls entities geo id in_reply_to_user_id lang public_metrics"
                  + " possibly_sensitive reply_settings source text withheld")
              .split(" "));
  private static final Set<String> RENAMED_OLD =
      Set.of("edit_history_tweet_ids", "note_tweet", "referenced_tweets");
  private static final Set<String> RENAMED_NEW =
      Set.of("edit_history_post_ids", "note_post", "referenced_posts");

  /** The maximum length of {@code text}; longer posts are truncated. */
  private static final int LONGEST_TEXT = 280;

  private XTweetJson() {}

  /** Parses the list of fields in the current dialect. */
  static Set<String> fields(XParameters parameters, PlatformRequest request) {
    XDialect dialect = request.faults().x().xDialect();
    var allowed = new HashSet<>(FIELDS_OF_BOTH);
    allowed.addAll(dialect == XDialect.OLD ? RENAMED_OLD : RENAMED_NEW);
    return parameters.fields(dialect.fieldsParameter(), allowed);
  }

  /**
   * Adds a tweet to the data of a response, after content faults.
   *
   * @param versions ids of all versions of the tweet
   */
  static void add(
      JsonArray data,
      SimulatedTweet tweet,
      List<String> versions,
      Set<String> fields,
      PlatformRequest request) {
    SimulatedCounters counters = FaultyContent.of(tweet, request);
    data.add(of(tweet, versions, counters, fields, request));
    if (FaultyContent.repeated(tweet.id(), request)) {
      data.add(of(tweet, versions, FaultyContent.second(counters), fields, request));
    }
  }

  private static JsonObject of(
      SimulatedTweet tweet,
      List<String> versions,
      SimulatedCounters counters,
      Set<String> fields,
      PlatformRequest request) {
    XDialect dialect = request.faults().x().xDialect();
    boolean isLong = tweet.text().length() > LONGEST_TEXT;
    JsonObject json =
        new JsonObject()
            .put("id", FaultyContent.shownId(tweet, request))
            .put("text", isLong ? cut(tweet.text()) : tweet.text())
            .put(dialect.editHistory(), new JsonArray(versions));
    if (isLong && fields.contains(dialect.note())) {
      json.put(dialect.note(), new JsonObject().put("text", tweet.text()));
    }
    if (fields.contains("author_id")) {
      json.put("author_id", tweet.author().id());
    }
    if (fields.contains("conversation_id")) {
      json.put("conversation_id", tweet.id());
    }
    if (fields.contains("created_at")) {
      json.put("created_at", time(tweet.createdAt()));
    }
    if (fields.contains("lang")) {
      json.put("lang", "en");
    }
    if (fields.contains("public_metrics")) {
      json.put("public_metrics", metrics(tweet.id(), counters, request));
    }
    return json;
  }

  private static String cut(String text) {
    return text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  static String time(Instant instant) {
    return ISO_MILLIS.format(instant);
  }

  private static JsonObject metrics(
      String id, SimulatedCounters counters, PlatformRequest request) {
    JsonObject metrics =
        new JsonObject()
            .put(request.faults().x().xDialect().retweetCount(), counters.retweets())
            .put("reply_count", counters.replies())
            .put(
                "like_count",
                FaultyContent.likes(id, counters.likes(), request.faults(), request.random()))
            .put("quote_count", counters.quotes());
    return request.faults().content().nullCounters()
        ? metrics
        : metrics
            .put("bookmark_count", counters.bookmarks())
            .put("impression_count", counters.views());
  }
}

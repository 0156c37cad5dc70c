package io.tidemark.tracker.refresh;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Readings as pods pass them to each other through Redis. */
final class ReadingJson {

  private static final String NOT_READ = "notRead";

  private ReadingJson() {}

  static String write(Reading.Read read) {
    var json =
        new JsonObject()
            .put("outcome", OutcomeWord.of(read.outcome()))
            .put("askedAt", read.askedAt().toString());
    if (read.outcome() instanceof PostOutcome.Present<Counters> present) {
      Counters counters = present.reading();
      json.put(
          "counters",
          new JsonArray()
              .add(counters.retweets())
              .add(counters.replies())
              .add(counters.likes())
              .add(counters.quotes())
              .add(counters.views())
              .add(counters.bookmarks()));
    }
    return json.encode();
  }

  static String write(Reading.NotRead not) {
    return new JsonObject()
        .put(NOT_READ, not.reason())
        .put("retrySeconds", not.retrySeconds())
        .encode();
  }

  static Reading read(String text) {
    var json = new JsonObject(text);
    return json.containsKey(NOT_READ)
        ? new Reading.NotRead(json.getString(NOT_READ), json.getLong("retrySeconds"))
        : new Reading.Read(outcome(json), Instant.parse(json.getString("askedAt")));
  }

  private static PostOutcome<Counters> outcome(JsonObject json) {
    return switch (json.getString("outcome")) {
      case "present" -> new PostOutcome.Present<>(counters(json.getJsonArray("counters")));
      case "gone" -> new PostOutcome.Gone<>();
      case "not_visible" -> new PostOutcome.NotVisible<>();
      case "absent" -> new PostOutcome.Absent<>();
      case "refused" -> new PostOutcome.Refused<>("refused");
      default -> new PostOutcome.Unknown<>("unknown");
    };
  }

  private static Counters counters(JsonArray array) {
    return new Counters(
        array.getLong(0),
        array.getLong(1),
        array.getLong(2),
        array.getLong(3),
        array.getLong(4),
        array.getLong(5));
  }
}

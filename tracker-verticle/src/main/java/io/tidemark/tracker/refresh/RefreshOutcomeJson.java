package io.tidemark.tracker.refresh;

import io.tidemark.tracker.tweets.OutcomeJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Refresh outcomes in the JSON form in which processes share them through Redis. */
final class RefreshOutcomeJson {

  private static final String NOT_READ = "notRead";

  private RefreshOutcomeJson() {}

  static String write(RefreshOutcome.Read read) {
    return OutcomeJson.write(read.outcome())
        .put("askedAt", read.askedAt().toString())
        .put("answeredAt", read.answeredAt().toString())
        .put("doubt", read.doubt())
        .put("versions", read.versions())
        .encode();
  }

  static String write(RefreshOutcome.NotRead not) {
    return new JsonObject()
        .put(NOT_READ, not.reason())
        .put("retrySeconds", not.retrySeconds())
        .encode();
  }

  static RefreshOutcome read(String text) {
    var json = new JsonObject(text);
    if (json.containsKey(NOT_READ)) {
      return new RefreshOutcome.NotRead(json.getString(NOT_READ), json.getLong("retrySeconds"));
    }
    String askedAt = json.getString("askedAt");
    return new RefreshOutcome.Read(
        OutcomeJson.read(json),
        Instant.parse(askedAt),
        // A process of an earlier version writes only askedAt.
        Instant.parse(json.getString("answeredAt", askedAt)),
        json.getString("doubt"),
        json.getJsonArray("versions", new JsonArray()).stream().map(String::valueOf).toList());
  }
}

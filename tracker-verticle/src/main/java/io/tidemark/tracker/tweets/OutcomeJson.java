package io.tidemark.tracker.tweets;

import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The JSON form of outcomes, stored and shared between processes: the word, and the counters of a
 * present tweet.
 */
public final class OutcomeJson {

  private OutcomeJson() {}

  /** Writes an outcome to a new object; callers may add other fields. */
  public static JsonObject write(PostOutcome<Counters> outcome) {
    var json = new JsonObject().put("outcome", OutcomeWord.of(outcome));
    if (outcome instanceof PostOutcome.Present<Counters> present) {
      var counters = new JsonArray();
      Counters.COLUMNS.forEach(counter -> counters.add(counter.apply(present.counters())));
      json.put("counters", counters);
    }
    return json;
  }

  /** Reads what {@link #write} wrote; an unknown word is read as an outcome without information. */
  public static PostOutcome<Counters> read(JsonObject json) {
    return switch (json.getString("outcome")) {
      case "present" -> {
        JsonArray counters = json.getJsonArray("counters");
        yield new PostOutcome.Present<>(
            Counters.of(counter -> counters.getLong(counter.ordinal())));
      }
      case "gone" -> new PostOutcome.Gone<>();
      case "not_visible" -> new PostOutcome.NotVisible<>();
      case "absent" -> new PostOutcome.Absent<>();
      case "refused" -> new PostOutcome.Refused<>("refused");
      default -> new PostOutcome.Unknown<>("unknown");
    };
  }
}

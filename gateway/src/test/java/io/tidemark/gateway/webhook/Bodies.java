package io.tidemark.gateway.webhook;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Deliveries as the platform writes them; the tweets were posted when a test's clock starts. */
public final class Bodies {

  private static final String POSTED = "Mon Nov 02 10:00:00 +0000 2026";

  private Bodies() {}

  static JsonObject tweet(String id) {
    return new JsonObject()
        .put("id", id)
        .put("text", "tide")
        .put("createdAt", POSTED)
        .put("likeCount", 3)
        .put("author", new JsonObject().put("id", "7").put("userName", "ada"));
  }

  static JsonObject snakeCaseTweet(String id) {
    return new JsonObject()
        .put("id_str", id)
        .put("text", "tide")
        .put("created_at", POSTED)
        .put("like_count", 3)
        .put("author", new JsonObject().put("id_str", "7").put("user_name", "ada"));
  }

  static JsonArray tweets(String... ids) {
    var tweets = new JsonArray();
    for (String id : ids) {
      tweets.add(tweet(id));
    }
    return tweets;
  }

  public static JsonObject delivery(String rule, String... ids) {
    return new JsonObject().put("rule_id", rule).put("tweets", tweets(ids));
  }

  /** A body packed with gzip. */
  static Buffer gzip(Buffer plain) {
    var bytes = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(bytes)) {
      packed.write(plain.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}

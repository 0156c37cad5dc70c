package io.tidemark.profiles.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a page of posts (UPSTREAMS 6). */
final class FeedJson {

  private static final DateTimeFormatter POSTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** The largest whole number that every JSON reader takes exactly. */
  private static final long MOST_COUNTED = 1L << 53;

  private FeedJson() {}

  static Scraped.Posts posts(JsonNode body) {
    Map<String, ScrapedPost> posts = new LinkedHashMap<>();
    for (JsonNode post : body.path("data")) {
      if (!post.path("reshared").asBoolean(false)) {
        read(post).ifPresent(read -> posts.putIfAbsent(read.url(), read));
      }
    }
    return new Scraped.Posts(
        posts.values().stream().toList(), body.path("data").size(), nextPage(body));
  }

  private static String nextPage(JsonNode body) {
    String inPaging = body.path("paging").path("pagination_token").asText("");
    return inPaging.isEmpty() ? body.path("pagination_token").asText("") : inPaging;
  }

  /** What has neither a url nor a number cannot be told from others. */
  private static Optional<ScrapedPost> read(JsonNode post) {
    String urn = post.path("urn").asText("");
    return PostUrl.normalise(post.path("post_url").asText(""))
        .or(() -> PostUrl.ofUrn(urn))
        .map(
            url ->
                new ScrapedPost(
                    url,
                    urn.isEmpty() ? null : urn,
                    // PostgreSQL's text cannot hold the character NUL, which JSON can.
                    post.path("text").asText("").replace("\0", ""),
                    posted(post.path("posted").asText("")),
                    count(post.path("num_likes")),
                    count(post.path("num_comments")),
                    count(post.path("num_reposts")),
                    reactions(post)));
  }

  /** Raw: whether num_likes includes the other reactions is not documented. */
  private static JsonObject reactions(JsonNode post) {
    var raw = new JsonObject();
    post.fieldNames()
        .forEachRemaining(
            name -> {
              if (name.startsWith("num_") && post.get(name).isIntegralNumber()) {
                raw.put(name, count(post.get(name)));
              }
            });
    return raw;
  }

  private static long count(JsonNode value) {
    return value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= 0
            && value.longValue() <= MOST_COUNTED
        ? value.longValue()
        : 0;
  }

  /** Without a zone it is UTC. */
  static @Nullable Instant posted(String text) {
    try {
      return LocalDateTime.parse(text, POSTED).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException notTheUsualForm) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException noTime) {
        return null;
      }
    }
  }
}

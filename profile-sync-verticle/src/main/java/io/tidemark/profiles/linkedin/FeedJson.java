package io.tidemark.profiles.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.counters.OddValues;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a page of posts (UPSTREAMS 6). */
final class FeedJson {

  private static final DateTimeFormatter POSTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static final String SOURCE = "linkedin";
  private static final CounterReader COUNTERS = CounterReader.of(SOURCE);

  /** The year in which LinkedIn opened; a number that says less carries no time. */
  private static final Instant FIRST_POST = Instant.parse("2003-01-01T00:00:00Z");

  private static final Pattern ACTIVITY =
      Pattern.compile("urn:li:(?:activity|share|ugcPost):([0-9]{18,19})$");

  private FeedJson() {}

  static Scraped.Posts posts(JsonNode body) {
    Map<String, ScrapedPost> posts = new LinkedHashMap<>();
    for (JsonNode post : body.path("data")) {
      if (!post.path("reshared").asBoolean(false)) {
        read(post).ifPresent(read -> posts.merge(read.url(), read, ScrapedPost::highest));
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
                    post.path("text").asText(""),
                    posted(post.path("posted").asText(""), url),
                    count(post, "num_likes"),
                    count(post, "num_comments"),
                    count(post, "num_reposts"),
                    reactions(post)));
  }

  /** A counter that is left out is 0 (UPSTREAMS 6); one that cannot be read is not known. */
  private static @Nullable Long count(JsonNode post, String name) {
    JsonNode value = post.path(name);
    return value.isMissingNode() || value.isNull() ? Long.valueOf(0) : COUNTERS.read(value, name);
  }

  /** Raw: whether num_likes includes the other reactions is not documented. */
  private static JsonObject reactions(JsonNode post) {
    var raw = new JsonObject();
    post.fieldNames()
        .forEachRemaining(
            name -> {
              Long count =
                  name.startsWith("num_") ? COUNTERS.read(post.get(name), "num_reactions") : null;
              if (count != null) {
                raw.put(name, count);
              }
            });
    return raw;
  }

  /** As it is told, else as the post's number has it, which begins with milliseconds. */
  private static @Nullable Instant posted(String text, String url) {
    Instant told = posted(text);
    Matcher activity = ACTIVITY.matcher(url);
    if (told != null || !activity.find()) {
      return told;
    }
    if (!text.isBlank()) {
      OddValues.count(SOURCE, "posted", text);
    }
    try {
      Instant ofId = Instant.ofEpochMilli(Long.parseLong(activity.group(1)) >> 22);
      return ofId.isBefore(FIRST_POST) ? null : ofId;
    } catch (NumberFormatException beyond64Bits) {
      return null;
    }
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

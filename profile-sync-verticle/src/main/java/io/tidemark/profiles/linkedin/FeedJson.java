package io.tidemark.profiles.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.counters.OddValues;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a page of posts of the provider. */
final class FeedJson {

  private static final DateTimeFormatter POSTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static final String SOURCE = "linkedin";
  private static final CounterReader COUNTERS = CounterReader.of(SOURCE);

  /** The year LinkedIn opened; an id with an earlier time carries none. */
  private static final Instant FIRST_POST = Instant.parse("2003-01-01T00:00:00Z");

  /** Tolerance for times without a zone, which may be of any. */
  private static final Duration ZONES = Duration.ofDays(1);

  /** Ten times the 3,000 characters that LinkedIn accepts. */
  static final int LONGEST_TEXT = 30_000;

  private static final int LONGEST_URN = 200;

  private static final Pattern REACTION = Pattern.compile("num_[a-z_]{1,40}");

  private static final Pattern ACTIVITY =
      Pattern.compile("urn:li:(?:activity|share|ugcPost):([0-9]{18,19})$");

  private FeedJson() {}

  /**
   * The author's own posts of a page, without duplicates.
   *
   * @param now no post is younger; a stated time a day later or more is replaced by that of the id
   */
  static Scraped.Posts posts(JsonNode body, Instant now) {
    Map<String, ScrapedPost> posts = new LinkedHashMap<>();
    for (JsonNode post : body.path("data")) {
      if (!post.path("reshared").asBoolean(false)) {
        read(post, now).ifPresent(read -> posts.merge(read.url(), read, ScrapedPost::highest));
      }
    }
    return new Scraped.Posts(posts.values().stream().toList(), body.path("data").size());
  }

  /** A post without a url and an id cannot be identified and is left out. */
  private static Optional<ScrapedPost> read(JsonNode post, Instant now) {
    String urn = post.path("urn").asText("");
    JsonObject reactions = reactions(post);
    return PostUrl.normalise(post.path("post_url").asText(""))
        .or(() -> PostUrl.ofUrn(urn))
        .map(
            url ->
                new ScrapedPost(
                    url,
                    urn.isEmpty() || urn.length() > LONGEST_URN ? null : urn,
                    kept(post.path("text").asText("")),
                    posted(post.path("posted").asText(""), url, now),
                    count(post, "num_likes"),
                    count(post, "num_comments"),
                    count(post, "num_reposts"),
                    reactions,
                    unreadable(post, reactions)));
  }

  /** A missing counter is 0; null or an unreadable value is unknown. */
  private static @Nullable Long count(JsonNode post, String name) {
    return post.has(name) ? COUNTERS.read(post.get(name), name) : Long.valueOf(0);
  }

  /** Cuts an overlong text, never within a surrogate pair. */
  private static String kept(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    return text.substring(0, end);
  }

  /** Kept raw: it is not documented whether num_likes includes the other reactions. */
  private static JsonObject reactions(JsonNode post) {
    var raw = new JsonObject();
    post.fieldNames()
        .forEachRemaining(
            name -> {
              Long count =
                  REACTION.matcher(name).matches()
                      ? COUNTERS.read(post.get(name), "num_reactions")
                      : null;
              if (count != null) {
                raw.put(name, count);
              }
            });
    return raw;
  }

  /** The names of counters that were given and cannot be read. */
  private static Set<String> unreadable(JsonNode post, JsonObject read) {
    Set<String> unreadable = new HashSet<>();
    post.fieldNames()
        .forEachRemaining(
            name -> {
              if (REACTION.matcher(name).matches() && !read.containsKey(name)) {
                unreadable.add(name);
              }
            });
    return unreadable;
  }

  /**
   * The stated time, else the one in the post's id, which begins with milliseconds; never after the
   * arrival. A stated time is preferred although the documented example has two that differ by
   * years.
   */
  private static @Nullable Instant posted(String text, String url, Instant now) {
    Instant read = posted(text);
    boolean possible = read != null && !read.isBefore(FIRST_POST) && !read.isAfter(now.plus(ZONES));
    Instant ofId = ofNumber(url, now);
    if (!text.isBlank() && (!possible || read.isAfter(now))) {
      OddValues.count(SOURCE, "posted", text);
    }
    if (possible) {
      if (ofId != null && Duration.between(ofId, read).abs().compareTo(ZONES) > 0) {
        OddValues.count(SOURCE, "posted_beside_id", text);
      }
      return read.isAfter(now) ? now : read;
    }
    return ofId;
  }

  /** The time in the post's id; null when it is not plausible. */
  private static @Nullable Instant ofNumber(String url, Instant now) {
    Matcher activity = ACTIVITY.matcher(url);
    if (!activity.find()) {
      return null;
    }
    try {
      Instant ofId = Instant.ofEpochMilli(Long.parseLong(activity.group(1)) >> 22);
      if (ofId.isBefore(FIRST_POST) || ofId.isAfter(now.plus(ZONES))) {
        return null;
      }
      return ofId.isAfter(now) ? now : ofId;
    } catch (NumberFormatException beyond64Bits) {
      return null;
    }
  }

  /** Reads a time; without a zone it is UTC. */
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

package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.SimulatedCounters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Formats a post as the scraper returns it: zero counters are omitted, times have no zone. */
final class LinkedInPostJson {

  private static final DateTimeFormatter POSTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String CDN = "https://media.licdn.com/dms/";

  private LinkedInPostJson() {}

  /**
   * @param poster the writer
   * @param call number of the call; the form of the URL varies with it
   */
  static JsonObject of(
      LinkedInPost post,
      LinkedInAuthor poster,
      SimulatedCounters counters,
      Instant now,
      long call) {
    JsonObject json =
        new JsonObject()
            .put("urn", post.urn())
            .put("share_urn", post.shareUrn())
            .put("post_url", url(post, call))
            .put("text", post.text())
            .put("posted", POSTED.format(post.createdAt()))
            .put("time", ago(Duration.between(post.createdAt(), now)));
    count(json, counters);
    json.put("reshared", post.isReshare());
    if (post.namesPoster()) {
      json.put("poster", poster(poster, now));
    } else {
      json.put("poster_linkedin_url", poster.url());
    }
    addMedia(json, post, now);
    return json;
  }

  /** The post's URL in one of several forms; all contain the activity's number. */
  static String url(LinkedInPost post, long call) {
    String update = "linkedin.com/feed/update/urn:li:activity:" + post.urn();
    return switch (Math.floorMod(post.number() + call, 8)) {
      case 5 -> "https://www." + update + "?utm_source=share&utm_medium=member_desktop";
      case 6 ->
          "https://www.linkedin.com/posts/%s_%s-activity-%s-Tm4q"
              .formatted(post.author(), slug(post.text()), post.urn());
      case 7 -> "https://" + update;
      default -> "https://www." + update + "/";
    };
  }

  private static String slug(String text) {
    String plain = Phrases.ascii(text.lines().findFirst().orElse(""));
    String cut = plain.substring(0, Math.min(40, plain.length()));
    return cut.isEmpty() ? "post" : cut;
  }

  /** About three in four reactions are likes; no share decreases while the sum grows. */
  private static void count(JsonObject json, SimulatedCounters counters) {
    long all = counters.likes();
    put(json, "num_likes", all - all * 26 / 100);
    put(json, "num_empathy", all * 12 / 100);
    put(json, "num_praises", all * 6 / 100);
    put(json, "num_interests", all * 4 / 100);
    put(json, "num_appreciations", all * 3 / 100);
    put(json, "num_entertainments", all / 100);
    put(json, "num_comments", counters.replies());
    put(json, "num_reposts", counters.retweets() + counters.quotes());
  }

  private static void put(JsonObject json, String name, long count) {
    if (count > 0) {
      json.put(name, count);
    }
  }

  private static JsonObject poster(LinkedInAuthor author, Instant now) {
    return new JsonObject()
        .put("first", author.firstName())
        .put("last", author.lastName())
        .put("headline", author.headline())
        .put("image_url", signed("image/v2/" + author.urn() + "/profile-displayphoto", now))
        .put("linkedin_url", author.url())
        .put("public_id", author.publicId())
        .put("urn", author.urn());
  }

  private static void addMedia(JsonObject json, LinkedInPost post, Instant now) {
    String name = "D4E22AQ" + post.shareUrn();
    switch (post.media()) {
      case NONE -> {}
      case IMAGE ->
          json.put(
              "images",
              new JsonArray()
                  .add(new JsonObject().put("url", signed("image/v2/" + name + "/shrink", now))));
      case VIDEO ->
          json.put(
              "video",
              new JsonObject()
                  .put("stream_url", signed("playlist/vid/v2/" + name + "/mp4-720p", now))
                  .put("duration", 30_000 + 1_000 * (post.number() % 90)));
      case DOCUMENT ->
          json.put(
              "document",
              new JsonObject()
                  .put("title", "Slides")
                  .put("page_count", 5 + post.number() % 20)
                  .put("url", signed("document/media/v2/" + name + "/ads-document", now)));
      case ARTICLE ->
          json.put("article_title", "A longer read")
              .put("article_subtitle", "example.org")
              .put("article_target_url", "https://example.org/" + slug(post.text()));
    }
  }

  /** Signs a path; signatures are valid for four weeks and change daily. */
  private static String signed(String path, Instant now) {
    long expires = now.truncatedTo(ChronoUnit.DAYS).plus(28, ChronoUnit.DAYS).getEpochSecond();
    String signature = "%08x".formatted((path + expires).hashCode());
    return CDN + path + "/0?e=" + expires + "&v=beta&t=" + signature;
  }

  static String ago(Duration age) {
    long days = age.toDays();
    if (age.toMinutes() < 1) {
      return "now";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + "m";
    }
    if (days < 1) {
      return age.toHours() + "h";
    }
    if (days < 7) {
      return days + "d";
    }
    if (days < 30) {
      return days / 7 + "w";
    }
    return days < 365 ? days / 30 + "mo" : days / 365 + "yr";
  }
}

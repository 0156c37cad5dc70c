package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.PostOutcome;

/** Reads a video of either of TikTok's APIs. */
final class Video {

  private static final CounterReader COUNTERS = CounterReader.of("tiktok");

  private Video() {}

  /** The id; the Research API gives it as a number of 64 bits, under one of two names. */
  static String id(JsonNode video) {
    JsonNode id = video.has("id") ? video.path("id") : video.path("video_id");
    return id.isTextual() || id.isIntegralNumber() ? id.asText() : "";
  }

  static PostOutcome<Metrics> outcome(JsonNode video, String token) {
    Long views = COUNTERS.first(video, "view_count");
    Long likes = COUNTERS.first(video, "like_count");
    Long comments = COUNTERS.first(video, "comment_count");
    Long shares = COUNTERS.first(video, "share_count");
    Long saves = COUNTERS.first(video, "favourites_count", "favorites_count");
    if (views == null && likes == null && comments == null && shares == null && saves == null) {
      return new PostOutcome.Unknown<>("the answer held no counters");
    }
    return new PostOutcome.Present<>(
        new Metrics(
            null,
            views,
            null,
            likes,
            comments,
            shares,
            saves,
            null,
            null,
            Answers.object(Secrets.without(video, token))));
  }
}

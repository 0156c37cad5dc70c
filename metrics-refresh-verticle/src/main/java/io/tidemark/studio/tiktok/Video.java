package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.PostOutcome;
import java.util.EnumMap;
import java.util.Map;

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
    Map<Metric, Long> counters = new EnumMap<>(Metric.class);
    counters.put(Metric.VIEWS, COUNTERS.first(video, "view_count"));
    counters.put(Metric.LIKES, COUNTERS.first(video, "like_count"));
    counters.put(Metric.COMMENTS, COUNTERS.first(video, "comment_count"));
    counters.put(Metric.SHARES, COUNTERS.first(video, "share_count"));
    counters.put(Metric.SAVES, COUNTERS.first(video, "favourites_count", "favorites_count"));
    var metrics = new Metrics(counters, Answers.object(Secrets.without(video, token)));
    return metrics.counters().isEmpty()
        ? new PostOutcome.Unknown<>("the answer held no counters")
        : new PostOutcome.Present<>(metrics);
  }
}

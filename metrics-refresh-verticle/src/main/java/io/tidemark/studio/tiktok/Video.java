package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.PostOutcome;

/** A video in either of TikTok's APIs. */
final class Video {

  private Video() {}

  /** Its id, which the Research API gives as a number of 64 bits and under two names. */
  static String id(JsonNode video) {
    JsonNode id = video.has("id") ? video.path("id") : video.path("video_id");
    return id.isTextual() || id.isIntegralNumber() ? id.asText() : "";
  }

  static PostOutcome<Metrics> reading(JsonNode video, String token) {
    Long views = Answers.counter(video.get("view_count"));
    Long likes = Answers.counter(video.get("like_count"));
    Long comments = Answers.counter(video.get("comment_count"));
    Long shares = Answers.counter(video.get("share_count"));
    Long saves =
        Answers.counter(
            video.has("favourites_count")
                ? video.get("favourites_count")
                : video.get("favorites_count"));
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

package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.OddValues;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.PostOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The videos of one answer of either of TikTok's APIs. Handles videos that are contained twice or
 * were not requested. Of two entries of one video the higher value of each counter is taken;
 * entries that contradict each other make the snapshot doubtful.
 */
final class Videos {

  private static final String SOURCE = "tiktok";

  private final Set<String> asked;
  private final Map<String, List<JsonNode>> shown = new HashMap<>();
  private @Nullable String hole;

  Videos(List<PostRef> posts) {
    asked = posts.stream().map(PostRef::externalId).collect(Collectors.toSet());
  }

  /** Adds a video. One that was not requested may stand for any requested one that is missing. */
  void add(JsonNode video) {
    String id = Video.id(video);
    if (id.isEmpty()) {
      hole = "the answer held an unreadable video";
    } else if (!asked.contains(id)) {
      OddValues.count(SOURCE, "unasked_id", id);
      hole = "the answer held videos that were not asked for";
    } else {
      shown.computeIfAbsent(id, first -> new ArrayList<>()).add(video);
    }
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  boolean has(PostRef post) {
    return shown.containsKey(post.externalId());
  }

  /**
   * The outcome of a requested post. A post without an entry is absent, or unknown when the answer
   * had a video that is unreadable or was not requested.
   *
   * @param token removed from the stored answer
   */
  PostOutcome<Metrics> outcome(PostRef post, String token) {
    List<JsonNode> entries = shown.get(post.externalId());
    if (entries == null) {
      return hole == null ? new PostOutcome.Absent<>() : new PostOutcome.Unknown<>(hole);
    }
    PostOutcome<Metrics> all = Video.outcome(entries.getFirst(), token);
    for (JsonNode entry : entries.subList(1, entries.size())) {
      all = both(all, Video.outcome(entry, token));
    }
    return all;
  }

  private static PostOutcome<Metrics> both(PostOutcome<Metrics> one, PostOutcome<Metrics> other) {
    if (one instanceof PostOutcome.Present<Metrics> first
        && other instanceof PostOutcome.Present<Metrics> second) {
      OddValues.count(SOURCE, "repeated_id", "one video twice in one answer");
      return new PostOutcome.Present<>(first.counters().highest(second.counters()));
    }
    return one instanceof PostOutcome.Present ? one : other;
  }
}

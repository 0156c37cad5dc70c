package io.tidemark.gateway.studio;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.reads.PostSnapshot;
import io.tidemark.studio.reads.PostWithSnapshot;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A post with the changes of its counters. */
record PostDetails(
    @JsonUnwrapped PostWithSnapshot post,
    @Nullable Change dayOverDay,
    @Nullable Change weekOverWeek) {

  /**
   * The change since an earlier snapshot.
   *
   * @param counts a counter that was not given since has a null change
   */
  record Change(
      Instant since, @JsonAnyGetter Map<Metric, @Nullable Long> counts, List<String> breaks) {

    /** Null without an earlier snapshot. */
    static @Nullable Change of(@Nullable PostSnapshot now, Optional<PostSnapshot> before) {
      if (now == null || before.isEmpty()) {
        return null;
      }
      PostSnapshot then = before.get();
      Map<Metric, @Nullable Long> counts = new EnumMap<>(Metric.class);
      for (Metric metric : Metric.values()) {
        counts.put(metric, now.change(metric, then));
      }
      return new Change(then.capturedAt(), counts, now.breaks(then));
    }
  }
}

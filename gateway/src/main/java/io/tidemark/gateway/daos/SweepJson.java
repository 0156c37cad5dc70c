package io.tidemark.gateway.daos;

import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes sweeps as JSON. */
final class SweepJson {

  private SweepJson() {}

  /**
   * @param now end of the duration of a sweep that has not ended
   */
  static JsonObject report(SyncStatus.Report report, Instant now) {
    var cycle = report.cycle();
    Instant end = cycle.finishedAt() == null ? now : cycle.finishedAt();
    return new JsonObject()
        .put("cycle_id", cycle.id())
        .put("trigger", cycle.trigger().word())
        .put("dao", cycle.daoSlug())
        .put("status", cycle.status().word())
        .put("started_at", cycle.startedAt().toString())
        .put("finished_at", text(cycle.finishedAt()))
        .put("waiting_until", text(cycle.waitingUntil()))
        .put("waiting_reason", cycle.waitingReason())
        .put("message", cycle.message())
        .put("requests_used", cycle.requestsUsed())
        .put("tweets_processed", report.tweetsProcessed())
        .put("tweets_updated", report.tweetsUpdated())
        .put("tweets_added", report.tweetsAdded())
        .put("duration_ms", Math.max(0, Duration.between(cycle.startedAt(), end).toMillis()))
        .put("errors", new JsonArray(report.errors()))
        .put("daos", report.tally().all())
        .put("daos_swept", report.tally().done())
        .put("daos_failed", report.tally().failed())
        .put("daos_pending", report.tally().pending());
  }

  static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}

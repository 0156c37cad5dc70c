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
    var sweep = report.sweep();
    Instant end = sweep.finishedAt() == null ? now : sweep.finishedAt();
    return new JsonObject()
        .put("cycle_id", sweep.id())
        .put("trigger", sweep.trigger().word())
        .put("dao", sweep.daoSlug())
        .put("status", sweep.status().word())
        .put("started_at", sweep.startedAt().toString())
        .put("finished_at", text(sweep.finishedAt()))
        .put("waiting_until", text(sweep.waitingUntil()))
        .put("waiting_reason", sweep.waitingReason())
        .put("message", sweep.message())
        .put("requests_used", sweep.requestsUsed())
        .put("tweets_processed", report.tweetsProcessed())
        .put("tweets_updated", report.tweetsUpdated())
        .put("tweets_added", report.tweetsAdded())
        .put("duration_ms", Math.max(0, Duration.between(sweep.startedAt(), end).toMillis()))
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

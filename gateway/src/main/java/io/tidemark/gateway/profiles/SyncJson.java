package io.tidemark.gateway.profiles;

import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Job.Part;
import io.tidemark.runs.RunStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes syncs as JSON. */
final class SyncJson {

  private SyncJson() {}

  /** The summary, in the form of the first version of the API. */
  static JsonObject summary(Job job, List<Part> parts, Instant now) {
    Instant end = job.finishedAt() == null ? now : job.finishedAt();
    double seconds = Duration.between(job.createdAt(), end).toMillis() / 1_000.0;
    var results = new JsonArray();
    parts.forEach(part -> results.add(part(part)));
    return counts(
            new JsonObject()
                .put("success", job.status() != RunStatus.FAILED)
                .put("job_id", job.id())
                .put("status", job.status().word())
                .put("duration_seconds", Math.max(0, seconds)),
            job.counts())
        .put("error", job.error())
        .put("results", results);
  }

  static JsonObject unfinished(Job job) {
    return new JsonObject()
        .put("success", true)
        .put("job_id", job.id())
        .put("status", job.status().word())
        .put("waiting_until", text(job.waitingUntil()));
  }

  private static JsonObject part(Part part) {
    return new JsonObject()
        .put("profile_id", part.profile())
        .put("linkedin_id", part.linkedinId())
        .put("status", part.status())
        .put("posts_scraped", part.postsScraped())
        .put("posts_new", part.postsNew())
        .put("error", part.error());
  }

  static JsonObject job(Job job) {
    return counts(
        new JsonObject()
            .put("id", job.id())
            .put("job_type", job.type().word())
            .put("status", job.status().word())
            .put("trigger", job.trigger())
            .put("workspace_id", job.workspace())
            .put("created_at", job.createdAt().toString())
            .put("started_at", text(job.startedAt()))
            .put("finished_at", text(job.finishedAt()))
            .put("waiting_until", text(job.waitingUntil()))
            .put("error", job.error()),
        job.counts());
  }

  private static JsonObject counts(JsonObject json, Counts counts) {
    return json.put("profiles_processed", counts.profilesProcessed())
        .put("successful_profiles", counts.successfulProfiles())
        .put("posts_scraped", counts.postsScraped())
        .put("posts_new", counts.postsNew())
        .put("embeddings_updated", counts.embeddingsUpdated())
        .put("hooks_classified", counts.hooksClassified())
        .put("failed", counts.failed());
  }

  static JsonObject details(Job job, List<Job> steps, List<Part> parts) {
    var each = new JsonArray();
    steps.forEach(step -> each.add(job(step)));
    var results = new JsonArray();
    parts.forEach(part -> results.add(part(part)));
    return job(job).put("steps", each).put("results", results);
  }

  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}

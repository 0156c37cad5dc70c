package io.tidemark.gateway.studio;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Coverage;
import io.tidemark.studio.runs.LatestRuns;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Run.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes runs as JSON. */
final class RunJson {

  private RunJson() {}

  /** The summary, in the form of the first version of the API. */
  static JsonObject summary(Run run) {
    List<Part> asked = run.parts().stream().filter(RunJson::tookPart).toList();
    List<Part> apart = run.parts().stream().filter(RunJson::needsItsOwner).toList();
    var byPlatform = new JsonObject();
    by(asked, Part::platform)
        .forEach(
            (platform, parts) ->
                byPlatform.put(
                    platform,
                    new JsonObject()
                        .put("processed", processed(parts))
                        .put("updated", updated(parts))
                        .put("errors", errors(parts).size())));
    var details = new JsonArray();
    by(asked, part -> part.workspace() + " " + part.platform())
        .values()
        .forEach(parts -> details.add(detail(parts)));
    return new JsonObject()
        .put("ok", run.status() != RunStatus.FAILED)
        .put(
            "message",
            "Refreshed metrics for %d posts across %d platform connections"
                    .formatted(updated(asked), asked.size())
                + said(asked, apart))
        .put(
            "summary",
            new JsonObject()
                .put("totalPostsProcessed", processed(asked))
                .put("totalMetricsUpdated", updated(asked))
                .put("totalErrors", errors(asked).size())
                .put("byPlatform", byPlatform))
        .put("details", details)
        .put("run_id", run.id())
        .put("status", run.status().word())
        .put("not_due", sum(asked, Part::notDue))
        .put("next_due_at", Asked.text(nextDueAt(asked)))
        .put("without_data", sum(asked, Part::noData))
        .put("lacking", sum(asked, Part::lacking))
        .put("needs_reconnect", new JsonArray(apart.stream().map(RunJson::account).toList()));
  }

  static JsonObject unfinished(Run run) {
    return new JsonObject()
        .put("ok", true)
        .put("run_id", run.id())
        .put("status", run.status().word())
        .put("waiting_until", Asked.text(run.waitingUntil()));
  }

  /** The parts of the message that a caller who reads nothing else has to know. */
  private static String said(List<Part> asked, List<Part> apart) {
    var said = new StringBuilder();
    int notDue = sum(asked, Part::notDue);
    if (notDue > 0) {
      said.append("; %d were read lately enough".formatted(notDue));
      Instant next = nextDueAt(asked);
      if (next != null) {
        said.append(", the first is due at ").append(next);
      }
    }
    int lacking = sum(asked, Part::lacking);
    if (lacking > 0) {
      said.append("; %d lack some of their metrics".formatted(lacking));
    }
    for (Part part : apart) {
      said.append(
          "; account %d of %s must be connected again".formatted(part.account(), part.workspace()));
    }
    return said.toString();
  }

  private static boolean needsItsOwner(Part part) {
    return "needs_reconnect".equals(part.reason());
  }

  private static JsonObject account(Part part) {
    return new JsonObject()
        .put("account_id", part.account())
        .put("workspace_id", part.workspace())
        .put("platform", part.platform());
  }

  private static int sum(List<Part> parts, ToIntFunction<Part> count) {
    return parts.stream().mapToInt(count).sum();
  }

  private static @Nullable Instant nextDueAt(List<Part> parts) {
    return parts.stream()
        .map(Part::nextDueAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Leaves out accounts that were not connected, which the run skipped. */
  private static boolean tookPart(Part part) {
    return part.connected();
  }

  private static SequencedMap<String, List<Part>> by(List<Part> parts, Function<Part, String> key) {
    return parts.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static JsonObject detail(List<Part> parts) {
    return new JsonObject()
        .put("platform", parts.getFirst().platform())
        .put("workspaceId", parts.getFirst().workspace())
        .put("postsProcessed", processed(parts))
        .put("metricsUpdated", updated(parts))
        .put("errors", new JsonArray(errors(parts)));
  }

  private static int processed(List<Part> parts) {
    return parts.stream().mapToInt(Part::processed).sum();
  }

  private static int updated(List<Part> parts) {
    return parts.stream().mapToInt(Part::updated).sum();
  }

  /** One line for each post that was not read, and for each account not wholly read. */
  private static List<String> errors(List<Part> parts) {
    List<String> lines = new ArrayList<>();
    for (Part part : parts) {
      lines.addAll(part.errors());
      int unnamed = part.failed() - part.errors().size();
      if (unnamed > 0) {
        lines.add("Account %d: %d more posts".formatted(part.account(), unnamed));
      }
      if (part.reason() != null) {
        lines.add("Account %d: %s".formatted(part.account(), part.reason()));
      }
    }
    return lines;
  }

  static JsonObject progress(LatestRuns.Progress run) {
    return new JsonObject()
        .put("id", run.id())
        .put("kind", "studio_metrics_refresh")
        .put("trigger", run.trigger())
        .put("workspace_id", run.workspace())
        .put("status", run.status())
        .put("started_at", run.startedAt().toString())
        .put("finished_at", Asked.text(run.finishedAt()))
        .put("waiting_until", Asked.text(run.waitingUntil()))
        .put("accounts", run.accounts())
        .put("accounts_pending", run.accountsPending())
        .put("eligible", run.eligible())
        .put("not_due", run.notDue())
        .put("processed", run.processed())
        .put("failed", run.failed());
  }

  static JsonObject run(Run run) {
    Coverage coverage = Coverage.of(run.parts());
    var notReached = new JsonObject();
    coverage.notReached().forEach(notReached::put);
    var accounts = new JsonArray();
    run.parts().forEach(part -> accounts.add(part(part)));
    return new JsonObject()
        .put("id", run.id())
        .put("kind", "studio_metrics_refresh")
        .put("trigger", run.trigger())
        .put("workspace_id", run.workspace())
        .put("status", run.status().word())
        .put("started_at", run.startedAt().toString())
        .put("finished_at", Asked.text(run.finishedAt()))
        .put("waiting_until", Asked.text(run.waitingUntil()))
        .put(
            "coverage",
            new JsonObject()
                .put("eligible", coverage.eligible())
                .put("reached", coverage.reached())
                .put("failed", coverage.failed())
                .put("not_due", coverage.notDue())
                .put("not_reached", notReached))
        .put("forced", run.forced())
        .put("accounts", accounts);
  }

  private static JsonObject part(Part part) {
    return new JsonObject()
        .put("account_id", part.account())
        .put("workspace_id", part.workspace())
        .put("platform", part.platform())
        .put("status", part.status())
        .put("reason", part.reason())
        .put("eligible", part.eligible())
        .put("not_due", part.notDue())
        .put("processed", part.processed())
        .put("updated", part.updated())
        .put("failed", part.failed())
        .put("errors", new JsonArray(part.errors()))
        .put("without_data", part.noData())
        .put("lacking", part.lacking())
        .put("notes", new JsonArray(part.notes()))
        .put("next_due_at", Asked.text(part.nextDueAt()));
  }
}

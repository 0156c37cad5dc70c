package io.tidemark.gateway.studio;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Run.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The summary of a run that has ended; its older part has the form of the API's first version. */
record RunSummary(
    boolean ok,
    String message,
    Sums summary,
    List<Detail> details,
    long runId,
    RunStatus status,
    int notDue,
    @Nullable Instant nextDueAt,
    int withoutData,
    int lacking,
    List<Reconnect> needsReconnect) {

  @JsonNaming(LowerCamelCaseStrategy.class)
  record Sums(
      int totalPostsProcessed,
      int totalMetricsUpdated,
      int totalErrors,
      Map<String, OfPlatform> byPlatform) {}

  record OfPlatform(int processed, int updated, int errors) {}

  @JsonNaming(LowerCamelCaseStrategy.class)
  record Detail(
      String platform,
      String workspaceId,
      int postsProcessed,
      int metricsUpdated,
      List<String> errors) {}

  record Reconnect(long accountId, String workspaceId, String platform) {}

  static RunSummary of(Run run) {
    // Without accounts that were not connected, which the run skipped.
    List<Part> asked = run.parts().stream().filter(Part::connected).toList();
    List<Part> disconnected =
        run.parts().stream().filter(part -> "needs_reconnect".equals(part.reason())).toList();
    Map<String, OfPlatform> byPlatform = new TreeMap<>();
    by(asked, Part::platform)
        .forEach(
            (platform, parts) ->
                byPlatform.put(
                    platform,
                    new OfPlatform(
                        sum(parts, Part::processed),
                        sum(parts, Part::updated),
                        errors(parts).size())));
    return new RunSummary(
        run.status() != RunStatus.FAILED,
        "Refreshed metrics for %d posts across %d platform connections"
                .formatted(sum(asked, Part::updated), asked.size())
            + more(asked, disconnected),
        new Sums(
            sum(asked, Part::processed),
            sum(asked, Part::updated),
            errors(asked).size(),
            byPlatform),
        by(asked, part -> part.workspace() + " " + part.platform()).values().stream()
            .map(RunSummary::detail)
            .toList(),
        run.id(),
        run.status(),
        sum(asked, Part::notDue),
        nextDueAt(asked),
        sum(asked, Part::noData),
        sum(asked, Part::lacking),
        disconnected.stream()
            .map(part -> new Reconnect(part.account(), part.workspace(), part.platform()))
            .toList());
  }

  /** The parts of the message that a caller who reads nothing else has to know. */
  private static String more(List<Part> asked, List<Part> disconnected) {
    var more = new StringBuilder();
    int notDue = sum(asked, Part::notDue);
    if (notDue > 0) {
      more.append("; %d were read lately enough".formatted(notDue));
      Instant next = nextDueAt(asked);
      if (next != null) {
        more.append(", the first is due at ").append(next);
      }
    }
    int lacking = sum(asked, Part::lacking);
    if (lacking > 0) {
      more.append("; %d lack some of their metrics".formatted(lacking));
    }
    for (Part part : disconnected) {
      more.append(
          "; account %d of %s must be connected again".formatted(part.account(), part.workspace()));
    }
    return more.toString();
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

  private static Map<String, List<Part>> by(List<Part> parts, Function<Part, String> key) {
    return parts.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static Detail detail(List<Part> parts) {
    return new Detail(
        parts.getFirst().platform(),
        parts.getFirst().workspace(),
        sum(parts, Part::processed),
        sum(parts, Part::updated),
        errors(parts));
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
}

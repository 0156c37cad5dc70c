package io.tidemark.gateway.studio;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Run.Item;
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
    List<Item> asked = run.items().stream().filter(Item::connected).toList();
    List<Item> disconnected =
        run.items().stream().filter(item -> "needs_reconnect".equals(item.reason())).toList();
    Map<String, OfPlatform> byPlatform = new TreeMap<>();
    by(asked, Item::platform)
        .forEach(
            (platform, items) ->
                byPlatform.put(
                    platform,
                    new OfPlatform(
                        sum(items, Item::processed),
                        sum(items, Item::updated),
                        errors(items).size())));
    return new RunSummary(
        run.status() != RunStatus.FAILED,
        "Refreshed metrics for %d posts across %d platform connections"
                .formatted(sum(asked, Item::updated), asked.size())
            + more(asked, disconnected),
        new Sums(
            sum(asked, Item::processed),
            sum(asked, Item::updated),
            errors(asked).size(),
            byPlatform),
        by(asked, item -> item.workspace() + " " + item.platform()).values().stream()
            .map(RunSummary::detail)
            .toList(),
        run.id(),
        run.status(),
        sum(asked, Item::notDue),
        nextDueAt(asked),
        sum(asked, Item::noData),
        sum(asked, Item::lacking),
        disconnected.stream()
            .map(item -> new Reconnect(item.account(), item.workspace(), item.platform()))
            .toList());
  }

  /** The parts of the message that a caller who reads nothing else has to know. */
  private static String more(List<Item> asked, List<Item> disconnected) {
    var more = new StringBuilder();
    int notDue = sum(asked, Item::notDue);
    if (notDue > 0) {
      more.append("; %d were read lately enough".formatted(notDue));
      Instant next = nextDueAt(asked);
      if (next != null) {
        more.append(", the first is due at ").append(next);
      }
    }
    int lacking = sum(asked, Item::lacking);
    if (lacking > 0) {
      more.append("; %d lack some of their metrics".formatted(lacking));
    }
    for (Item item : disconnected) {
      more.append(
          "; account %d of %s must be connected again".formatted(item.account(), item.workspace()));
    }
    return more.toString();
  }

  private static int sum(List<Item> items, ToIntFunction<Item> count) {
    return items.stream().mapToInt(count).sum();
  }

  private static @Nullable Instant nextDueAt(List<Item> items) {
    return items.stream()
        .map(Item::nextDueAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Map<String, List<Item>> by(List<Item> items, Function<Item, String> key) {
    return items.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static Detail detail(List<Item> items) {
    return new Detail(
        items.getFirst().platform(),
        items.getFirst().workspace(),
        sum(items, Item::processed),
        sum(items, Item::updated),
        errors(items));
  }

  /** One line for each post that was not read, and for each account not wholly read. */
  private static List<String> errors(List<Item> items) {
    List<String> lines = new ArrayList<>();
    for (Item item : items) {
      lines.addAll(item.errors());
      int unnamed = item.failed() - item.errors().size();
      if (unnamed > 0) {
        lines.add("Account %d: %d more posts".formatted(item.account(), unnamed));
      }
      if (item.reason() != null) {
        lines.add("Account %d: %s".formatted(item.account(), item.reason()));
      }
    }
    return lines;
  }
}

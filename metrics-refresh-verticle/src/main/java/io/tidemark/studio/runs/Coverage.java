package io.tidemark.studio.runs;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run.Item;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many posts of a run were read, and why others were not.
 *
 * @param failed posts that were asked about and not read
 * @param notDue posts that were read recently enough
 * @param notReached number of posts that were not asked about, by reason
 */
public record Coverage(
    int eligible, int reached, int failed, int notDue, Map<String, Integer> notReached) {

  public Coverage {
    notReached = Map.copyOf(notReached);
  }

  /** Sums over the accounts of a run. */
  public static Coverage of(List<Item> items) {
    Map<String, Integer> notReached = new TreeMap<>();
    for (Item item : items) {
      if (item.notReached() > 0) {
        notReached.merge(why(item), item.notReached(), Integer::sum);
      }
    }
    return new Coverage(
        items.stream().mapToInt(Item::eligible).sum(),
        items.stream().mapToInt(Item::updated).sum(),
        items.stream().mapToInt(Item::failed).sum(),
        items.stream().mapToInt(Item::notDue).sum(),
        notReached);
  }

  private static String why(Item item) {
    if (item.reason() != null) {
      return item.reason();
    }
    return item.status().equals("pending") ? "not yet" : "removed meanwhile";
  }

  /**
   * The status of an ended run. Accounts that were not connected when it began do not count, nor do
   * posts that were removed during the run.
   *
   * @return completed when every due post was read, failed when there were due posts and none was
   *     read, else partial
   */
  static RunStatus verdict(List<Item> items) {
    List<Item> counted = items.stream().filter(Item::connected).toList();
    int updated = counted.stream().mapToInt(Item::updated).sum();
    int missed =
        counted.stream()
            .mapToInt(
                item -> item.failed() + (item.status().equals("done") ? 0 : item.notReached()))
            .sum();
    return RunStatus.ended(updated, missed);
  }
}

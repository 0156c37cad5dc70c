package io.tidemark.studio.runs;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run.Item;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many posts of a run were read, and why others were not.
 *
 * @param failed posts that were asked about and not read
 * @param notDue posts that were read recently enough, or that a model left for later
 * @param notReached number of posts that were not asked about, by reason
 * @param chosenByWorth posts that models gave a place
 * @param leftForLater posts that models gave none; they count as not due
 * @param basis number of accounts by what decided which of their posts are due
 */
public record Coverage(
    int eligible,
    int reached,
    int failed,
    int notDue,
    Map<String, Integer> notReached,
    int chosenByWorth,
    int leftForLater,
    Map<String, Integer> basis) {

  public Coverage {
    notReached = Map.copyOf(notReached);
    basis = Map.copyOf(basis);
  }

  /** Sums over the accounts of a run. */
  public static Coverage of(List<Item> items) {
    Map<String, Integer> notReached = new TreeMap<>();
    for (Item item : items) {
      if (item.notReached() > 0) {
        notReached.merge(why(item), item.notReached(), Integer::sum);
      }
    }
    List<Item> chosen = items.stream().filter(item -> item.modelCurves() != null).toList();
    return new Coverage(
        items.stream().mapToInt(Item::eligible).sum(),
        items.stream().mapToInt(Item::updated).sum(),
        items.stream().mapToInt(Item::failed).sum(),
        items.stream().mapToInt(Item::notDue).sum(),
        notReached,
        chosen.stream().mapToInt(item -> item.eligible() - item.notDue()).sum(),
        chosen.stream().mapToInt(Item::notDue).sum(),
        items.stream()
            .filter(Item::connected)
            .collect(Collectors.toMap(Item::basis, item -> 1, Integer::sum)));
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

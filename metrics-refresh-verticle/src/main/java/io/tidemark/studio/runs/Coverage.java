package io.tidemark.studio.runs;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run.Part;
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
  public static Coverage of(List<Part> parts) {
    Map<String, Integer> notReached = new TreeMap<>();
    for (Part part : parts) {
      if (part.notReached() > 0) {
        notReached.merge(why(part), part.notReached(), Integer::sum);
      }
    }
    return new Coverage(
        parts.stream().mapToInt(Part::eligible).sum(),
        parts.stream().mapToInt(Part::updated).sum(),
        parts.stream().mapToInt(Part::failed).sum(),
        parts.stream().mapToInt(Part::notDue).sum(),
        notReached);
  }

  private static String why(Part part) {
    if (part.reason() != null) {
      return part.reason();
    }
    return part.status().equals("pending") ? "not yet" : "removed meanwhile";
  }

  /**
   * The status of an ended run. Accounts that were not connected when it began do not count, nor do
   * posts that were removed during the run.
   *
   * @return completed when every due post was read, failed when there were due posts and none was
   *     read, else partial
   */
  static RunStatus verdict(List<Part> parts) {
    List<Part> counted = parts.stream().filter(Part::connected).toList();
    int updated = counted.stream().mapToInt(Part::updated).sum();
    int missed =
        counted.stream()
            .mapToInt(
                part -> part.failed() + (part.status().equals("done") ? 0 : part.notReached()))
            .sum();
    return RunStatus.ended(updated, missed);
  }
}

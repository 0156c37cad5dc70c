package io.tidemark.studio.runs;

import io.tidemark.studio.runs.Run.Part;
import java.util.List;

/** How a run ended, judged by its accounts. */
final class RunOutcome {

  private RunOutcome() {}

  /**
   * Accounts that were not connected when the run began do not count.
   *
   * @return completed when every due post of every connected account was read, failed when there
   *     were such posts and none was, else partial
   */
  static String of(List<Part> parts) {
    List<Part> counted = parts.stream().filter(Part::connected).toList();
    int updated = counted.stream().mapToInt(Part::updated).sum();
    int missed = counted.stream().mapToInt(part -> part.failed() + missed(part)).sum();
    if (missed == 0) {
      return "completed";
    }
    return updated > 0 ? "partial" : "failed";
  }

  /** Posts that were removed during the run are nobody's fault: an account that is done is done. */
  private static int missed(Part part) {
    return part.status().equals("done") ? 0 : part.notReached();
  }
}

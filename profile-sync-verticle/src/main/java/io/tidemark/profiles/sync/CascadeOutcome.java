package io.tidemark.profiles.sync;

import io.tidemark.profiles.jobs.Job;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a cascade ended, judged by its steps. */
final class CascadeOutcome {

  private CascadeOutcome() {}

  /**
   * @return completed when all steps were, failed when those that failed left nothing that
   *     succeeded, else partial
   */
  static String of(List<Job> steps) {
    if (steps.stream().allMatch(step -> step.status().equals("completed"))) {
      return "completed";
    }
    boolean something =
        steps.stream()
            .map(Job::counts)
            .anyMatch(
                counts ->
                    counts.successfulProfiles()
                            + counts.embeddingsUpdated()
                            + counts.hooksClassified()
                        > 0);
    return something ? "partial" : "failed";
  }

  static @Nullable String why(List<Job> steps) {
    String all =
        steps.stream()
            .map(Job::error)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }
}

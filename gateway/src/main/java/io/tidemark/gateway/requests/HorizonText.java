package io.tidemark.gateway.requests;

import io.tidemark.forecast.Ages;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import java.time.Duration;

/** A horizon as requests have it: {@code 36h} or {@code 7d}. */
public final class HorizonText {

  private static final Duration LONGEST = Duration.ofDays(7);

  private HorizonText() {}

  /**
   * @param text digits and a unit, as the contract has checked
   * @throws Problem when it is shorter than 6 hours or longer than 7 days
   */
  public static Duration read(String text) {
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    Duration horizon = text.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count);
    if (horizon.compareTo(Ages.SHORTEST) < 0 || horizon.compareTo(LONGEST) > 0) {
      throw Problem.of(
          Type.INVALID_REQUEST, "horizon must be from 6h to 7d, not %s.".formatted(text));
    }
    return horizon;
  }
}

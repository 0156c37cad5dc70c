package io.tidemark.gateway.reads;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The parameter {@code at}: the age of a tweet that a forecast is for, as in {@code 90m}. */
final class ForecastAge {

  private ForecastAge() {}

  /** Null when it is absent. */
  static @Nullable Duration of(RoutingContext request) {
    String age = Parameters.query(request, "at");
    if (age == null) {
      return null;
    }
    int number = Integer.parseInt(age, 0, age.length() - 1, 10);
    return switch (age.charAt(age.length() - 1)) {
      case 'd' -> Duration.ofDays(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofMinutes(number);
    };
  }

  /**
   * @param age null for the horizon
   * @throws Problem when it is beyond the horizon
   */
  static @Nullable Duration upTo(@Nullable Duration age, Duration horizon) {
    if (age != null && age.compareTo(horizon) > 0) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "at must not be beyond the horizon of the zone, %dh.".formatted(horizon.toHours()));
    }
    return age;
  }
}

package io.tidemark.simulator.tiktok;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A research query: all of {@code and}, one of {@code or}, none of {@code not}, within at most
 * thirty days. Region, hashtags, music, effects and length are not simulated.
 */
record ResearchQuery(
    List<Condition> all, List<Condition> any, List<Condition> none, LocalDate from, LocalDate to) {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
  private static final int LONGEST_WINDOW_DAYS = 30;

  /** The fields of a video that conditions compare. */
  record Video(String id, String username, LocalDate created, String description) {}

  record Condition(String operation, String field, List<String> values) {

    private static final Set<String> ORDERED = Set.of("GT", "GTE", "LT", "LTE");

    static Condition of(Object given) {
      JsonObject json = given instanceof JsonObject object ? object : new JsonObject();
      String operation = String.valueOf(json.getValue("operation"));
      String field = String.valueOf(json.getValue("field_name"));
      List<String> values =
          TikTokParameters.list(json, "field_values").stream().map(String::valueOf).toList();
      if (!Set.of("video_id", "username", "create_date", "keyword").contains(field)) {
        throw new TikTokParameters.Invalid("field_name " + field + " is not supported");
      }
      boolean ordered = ORDERED.contains(operation);
      if (!ordered && !Set.of("EQ", "IN").contains(operation)
          || ordered && !field.equals("create_date")) {
        throw new TikTokParameters.Invalid(
            "operation " + operation + " is not supported for " + field);
      }
      if (values.isEmpty() || values.size() > 1 && !operation.equals("IN")) {
        throw new TikTokParameters.Invalid("field_values of " + field + " is invalid");
      }
      if (field.equals("create_date")) {
        values.forEach(value -> day("create_date", value));
      }
      return new Condition(operation, field, values);
    }

    boolean holds(Video video) {
      return switch (field) {
        case "video_id" -> values.contains(video.id());
        case "username" -> values.contains(video.username());
        case "keyword" -> values.stream().anyMatch(video.description()::contains);
        default -> ordered(video.created());
      };
    }

    private boolean ordered(LocalDate created) {
      int order = created.compareTo(day(field, values.getFirst()));
      return switch (operation) {
        case "GT" -> order > 0;
        case "GTE" -> order >= 0;
        case "LT" -> order < 0;
        case "LTE" -> order <= 0;
        default -> values.stream().anyMatch(value -> day(field, value).equals(created));
      };
    }
  }

  static ResearchQuery of(JsonObject body) {
    JsonObject query = TikTokParameters.object(body, "query");
    ResearchQuery read =
        new ResearchQuery(
            conditions(query, "and"),
            conditions(query, "or"),
            conditions(query, "not"),
            day("start_date", String.valueOf(body.getValue("start_date"))),
            day("end_date", String.valueOf(body.getValue("end_date"))));
    if (read.all.isEmpty() && read.any.isEmpty() && read.none.isEmpty()) {
      throw new TikTokParameters.Invalid("query must hold and, or, or not");
    }
    long days = ChronoUnit.DAYS.between(read.from, read.to);
    if (days < 0 || days > LONGEST_WINDOW_DAYS) {
      throw new TikTokParameters.Invalid("end_date must be at most 30 days after start_date");
    }
    return read;
  }

  boolean matches(Video video) {
    return !video.created().isBefore(from)
        && !video.created().isAfter(to)
        && all.stream().allMatch(condition -> condition.holds(video))
        && (any.isEmpty() || any.stream().anyMatch(condition -> condition.holds(video)))
        && none.stream().noneMatch(condition -> condition.holds(video));
  }

  /** The ids in the query, for the meter. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (List<Condition> conditions : List.of(all, any)) {
      for (Condition condition : conditions) {
        if (condition.field().equals("video_id")) {
          ids.addAll(condition.values());
        }
      }
    }
    return ids;
  }

  private static List<Condition> conditions(JsonObject query, String name) {
    return TikTokParameters.list(query, name).stream().map(Condition::of).toList();
  }

  private static LocalDate day(String name, String text) {
    try {
      return LocalDate.parse(text, DAY);
    } catch (DateTimeParseException e) {
      throw new TikTokParameters.Invalid(name + " must be a day such as 20260131");
    }
  }
}

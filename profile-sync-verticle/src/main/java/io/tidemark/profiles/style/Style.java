package io.tidemark.profiles.style;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The style of an author: figures of a post, summarised over posts.
 *
 * @param posts number of posts; those without text count in the rhythm only
 * @param hooks number of posts by hook type; posts without a type are left out
 * @param postsPerWeek between the first and the last post, to two decimals; 0 with fewer than two
 *     times
 * @param weekdays number of posts by weekday, Monday first, UTC
 * @param hours number of posts by hour of the day, UTC
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Style(
    int posts,
    Spread words,
    Spread characters,
    Spread sentences,
    Spread lineBreaks,
    Spread emoji,
    Spread hashtags,
    Spread questions,
    Map<String, Integer> hooks,
    double postsPerWeek,
    List<Integer> weekdays,
    List<Integer> hours) {

  /** The number of latest posts that are evaluated. */
  public static final int POSTS = 50;

  /** The least span of the rhythm: two posts within an hour are not 336 a week. */
  private static final Duration LEAST = Duration.ofDays(7);

  public Style {
    hooks = Map.copyOf(hooks);
    weekdays = List.copyOf(weekdays);
    hours = List.copyOf(hours);
  }

  /**
   * @param posts in any order; all of them are evaluated
   */
  public static Style of(List<StyledPost> posts) {
    List<Text> texts =
        posts.stream().map(StyledPost::text).filter(t -> !t.isBlank()).map(Text::of).toList();
    Map<String, Integer> hooks = new TreeMap<>();
    for (StyledPost post : posts) {
      if (post.hookType() != null) {
        hooks.merge(post.hookType(), 1, Integer::sum);
      }
    }
    List<Instant> times =
        posts.stream().map(StyledPost::postedAt).filter(Objects::nonNull).sorted().toList();
    return new Style(
        texts.size(),
        spread(texts, Text::words),
        spread(texts, Text::characters),
        spread(texts, Text::sentences),
        spread(texts, Text::lineBreaks),
        spread(texts, Text::emoji),
        spread(texts, Text::hashtags),
        spread(texts, Text::questions),
        hooks,
        postsPerWeek(times),
        counted(times, 7, time -> time.getDayOfWeek().getValue() - 1),
        counted(times, 24, ZonedDateTime::getHour));
  }

  private static Spread spread(List<Text> texts, ToIntFunction<Text> figure) {
    return Spread.of(texts.stream().mapToInt(figure).toArray());
  }

  /** Counts gaps between posts, one fewer than posts, so that three posts are two gaps. */
  private static double postsPerWeek(List<Instant> times) {
    if (times.size() < 2) {
      return 0;
    }
    Duration span = Duration.between(times.get(0), times.get(times.size() - 1));
    double weeks = Math.max(1, (double) span.toMillis() / LEAST.toMillis());
    return Spread.rounded((span.compareTo(LEAST) < 0 ? times.size() : times.size() - 1) / weeks);
  }

  private static List<Integer> counted(
      List<Instant> times, int size, ToIntFunction<ZonedDateTime> place) {
    int[] counts = new int[size];
    for (Instant time : times) {
      counts[place.applyAsInt(time.atZone(ZoneOffset.UTC))]++;
    }
    return IntStream.of(counts).boxed().toList();
  }

  /** The stored and answered form. */
  public JsonObject toJson() {
    return JsonObject.mapFrom(this);
  }
}

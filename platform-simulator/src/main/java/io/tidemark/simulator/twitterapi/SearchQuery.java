package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.tweets.SimulatedTweet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The simulated part of an advanced search query: {@code from:}, {@code since_time:}, {@code
 * until_time:}, {@code within_time:} and plain words, all of which must match. Other operators are
 * ignored, as the platform ignores {@code since:} and {@code until:} since March 2026.
 */
record SearchQuery(List<Predicate<SimulatedTweet>> conditions) {

  private static final Pattern OPERATOR = Pattern.compile("(-?[a-z_]+):(\\S+)");
  private static final Pattern WITHIN = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,12}");

  static SearchQuery parse(String query, Instant now) {
    List<Predicate<SimulatedTweet>> conditions = new ArrayList<>();
    for (String word : query.strip().split("\\s+", -1)) {
      Matcher operator = OPERATOR.matcher(word);
      if (operator.matches()) {
        conditions.add(condition(operator.group(1), operator.group(2), now));
      } else {
        String lower = word.toLowerCase(Locale.ROOT);
        conditions.add(tweet -> tweet.text().toLowerCase(Locale.ROOT).contains(lower));
      }
    }
    return new SearchQuery(List.copyOf(conditions));
  }

  boolean matches(SimulatedTweet tweet) {
    return conditions.stream().allMatch(condition -> condition.test(tweet));
  }

  private static Predicate<SimulatedTweet> condition(String name, String value, Instant now) {
    Matcher within = WITHIN.matcher(value);
    boolean unix = UNIX_SECONDS.matcher(value).matches();
    if (name.equals("from")) {
      return tweet -> tweet.author().userName().equalsIgnoreCase(value);
    }
    if (name.equals("since_time") && unix) {
      return notBefore(Instant.ofEpochSecond(Long.parseLong(value)));
    }
    if (name.equals("until_time") && unix) {
      Instant end = Instant.ofEpochSecond(Long.parseLong(value));
      return tweet -> tweet.createdAt().isBefore(end);
    }
    if (name.equals("within_time") && within.matches()) {
      return notBefore(now.minus(duration(Long.parseLong(within.group(1)), within.group(2))));
    }
    return tweet -> true;
  }

  private static Predicate<SimulatedTweet> notBefore(Instant start) {
    return tweet -> !tweet.createdAt().isBefore(start);
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}

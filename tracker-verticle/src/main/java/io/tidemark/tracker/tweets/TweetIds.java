package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Canonical ids of tweets: 1 to 19 digits of a 64-bit number, without leading zeros. */
public final class TweetIds {

  private static final Pattern DIGITS = Pattern.compile("0*([1-9][0-9]{0,18})");
  private static final String MOST = Long.toString(Long.MAX_VALUE);

  private TweetIds() {}

  /**
   * The canonical id of a text or a whole number. A number with an exponent or a fraction is
   * rejected, as its last digits are lost.
   */
  public static Optional<String> canonical(JsonNode given) {
    return given.isTextual() || given.isIntegralNumber()
        ? canonical(given.asText())
        : Optional.empty();
  }

  /** The canonical id of a text, without leading zeros. */
  public static Optional<String> canonical(String text) {
    var digits = DIGITS.matcher(text);
    if (text.length() > 40 || !digits.matches()) {
      return Optional.empty();
    }
    String id = digits.group(1);
    return id.length() == MOST.length() && id.compareTo(MOST) > 0
        ? Optional.empty()
        : Optional.of(id);
  }
}

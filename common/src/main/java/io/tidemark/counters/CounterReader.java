package io.tidemark.counters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counters of one source, whether they come by webhook or with an answer.
 *
 * <p>A counter is a whole number from 0 to 2^53, the largest that every JSON reader takes exactly
 * (sums of such fit into 64 bits). A whole number with a fraction of zero or an exponent ({@code
 * 1487.0}, {@code 9.12e3}) and a text of digits ({@code "9120"}) are numbers. Whatever else is
 * given ({@code -1}, {@code 3.7}, {@code "1,204"}, {@code "1.1K"}) is null, never 0, and is counted
 * by {@link OddValues}. A counter that is absent or null was not given, which is not odd.
 */
public final class CounterReader {

  private static final long MOST = 1L << 53;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

  private final String source;

  private CounterReader(String source) {
    this.source = source;
  }

  /**
   * @param source under which odd values are counted
   */
  public static CounterReader of(String source) {
    return new CounterReader(source);
  }

  /** The counter under the first of the names that is given; odd ones count for the first name. */
  public @Nullable Long first(JsonNode json, String... names) {
    for (String name : names) {
      JsonNode value = json.get(name);
      if (value != null && !value.isNull()) {
        return read(value, names[0]);
      }
    }
    return null;
  }

  /**
   * @param field under which an odd value is counted
   */
  public @Nullable Long read(@Nullable JsonNode value, String field) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    Long number = number(value);
    if (number == null || number < 0 || number > MOST) {
      OddValues.count(
          source, field, value.isContainerNode() ? value.getNodeType().name() : value.asText());
      return null;
    }
    return number;
  }

  private static @Nullable Long number(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? Long.valueOf(value.longValue()) : null;
    }
    if (value.isNumber()) {
      double number = value.doubleValue();
      return number == Math.rint(number) && Math.abs(number) <= MOST ? (long) number : null;
    }
    String text = value.isTextual() ? value.asText() : "";
    // 19 digits may be more than 64 bits hold.
    return DIGITS.matcher(text).matches() && text.compareTo(longest(text)) <= 0
        ? Long.valueOf(text)
        : null;
  }

  /** The largest number of 64 bits when the text has as many digits, else the text itself. */
  private static String longest(String text) {
    return text.length() == 19 ? Long.toString(Long.MAX_VALUE) : text;
  }
}

package io.tidemark.counters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values from outside that could not be taken as they came: counted by source and field in {@code
 * tidemark_odd_values_total}, and logged the first time of each.
 */
public final class OddValues {

  /** The meter's name. */
  public static final String METER = "tidemark.odd.values";

  private static final Logger log = LoggerFactory.getLogger(OddValues.class);
  private static final int LONGEST_EXAMPLE = 60;
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private OddValues() {}

  /** From now on the registry counts what every reader of this process finds odd. */
  public static void countIn(MeterRegistry meters) {
    Metrics.addRegistry(meters);
  }

  /** Ends {@link #countIn}. */
  public static void countNoMoreIn(MeterRegistry meters) {
    Metrics.removeRegistry(meters);
  }

  /**
   * Counts one value.
   *
   * @param source who gave it: {@code twitterapi}, {@code x}, {@code linkedin}
   * @param field where it stood; one of a few names of ours, never a foreign one
   * @param value as it came; only the beginning of the first one is logged
   */
  public static void count(String source, String field, String value) {
    Metrics.counter(METER, "source", source, "field", field).increment();
    if (LOGGED.add(source + "/" + field)) {
      log.atWarn()
          .addKeyValue("source", source)
          .addKeyValue("field", field)
          .addKeyValue("value", example(value))
          .log("A value from outside cannot be taken; further ones of the field are counted only");
    }
  }

  private static String example(String value) {
    String begin = value.length() <= LONGEST_EXAMPLE ? value : value.substring(0, LONGEST_EXAMPLE);
    return begin.replaceAll("\\p{Cntrl}", " ");
  }
}

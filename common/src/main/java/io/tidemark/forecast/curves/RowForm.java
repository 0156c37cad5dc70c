package io.tidemark.forecast.curves;

import java.util.Optional;
import java.util.function.Function;

/** What the rows of a file of curves are. */
enum RowForm {
  CUMULATIVE("curve,age_seconds,count") {
    @Override
    void row(String[] fields, CurveRows curve) {
      curve.add(seconds(fields[1], "age_seconds"), count(fields[2], "count"));
    }
  },
  EVENTS("cascade,t_seconds,followers") {
    @Override
    void row(String[] fields, CurveRows curve) {
      curve.event(seconds(fields[1], "t_seconds"));
    }
  },
  OBSERVATIONS("item_id,observed_at_unix,rank,upvotes,comments") {
    @Override
    void row(String[] fields, CurveRows curve) {
      curve.observe(seconds(fields[1], "observed_at_unix"), count(fields[3], "upvotes"));
    }
  };

  private final String header;
  private final int fields;

  RowForm(String header) {
    this.header = header;
    fields = header.split(",", -1).length;
  }

  static Optional<RowForm> of(String header) {
    for (RowForm form : values()) {
      if (form.header.equals(header)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /**
   * Adds a row to the curve that it names.
   *
   * @throws IllegalArgumentException saying what is wrong with the row
   */
  void take(String[] row, Function<String, CurveRows> curves) {
    if (row.length != fields) {
      throw new IllegalArgumentException(
          "the row has %d fields and must have %d".formatted(row.length, fields));
    }
    if (row[0].isBlank()) {
      throw new IllegalArgumentException("the row names no curve");
    }
    row(row, curves.apply(row[0].strip()));
  }

  abstract void row(String[] row, CurveRows curve);

  private static double seconds(String text, String field) {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= 0 && seconds < 1e11) {
        return seconds;
      }
    } catch (NumberFormatException bad) {
      throw wrong(field, text, "a number of seconds", bad);
    }
    throw wrong(field, text, "a number of seconds", null);
  }

  private static long count(String text, String field) {
    try {
      double count = Double.parseDouble(text);
      if (count >= 0 && count <= 1L << 53 && count == Math.rint(count)) {
        return (long) count;
      }
    } catch (NumberFormatException bad) {
      throw wrong(field, text, "a whole number", bad);
    }
    throw wrong(field, text, "a whole number", null);
  }

  private static IllegalArgumentException wrong(
      String field, String text, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "%s is \"%s\" and must be %s, zero or more".formatted(field, text, what), cause);
  }
}

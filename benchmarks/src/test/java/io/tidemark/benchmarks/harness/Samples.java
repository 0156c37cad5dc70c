package io.tidemark.benchmarks.harness;

import java.util.Collection;
import java.util.List;

/** Repeated measurements of one value. */
public record Samples(List<Double> values) {

  /** Copies the values and rejects an empty list. */
  public Samples {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    values = List.copyOf(values);
  }

  /** A single sample. */
  public static Samples of(double value) {
    return new Samples(List.of(value));
  }

  /** Samples from numbers. */
  public static Samples of(Collection<? extends Number> numbers) {
    return new Samples(numbers.stream().map(Number::doubleValue).toList());
  }

  /** The median. */
  public double median() {
    return percentile(50);
  }

  /**
   * The percentile, interpolated linearly.
   *
   * @param percent 0 to 100
   */
  public double percentile(double percent) {
    List<Double> sorted = values.stream().sorted().toList();
    double place = percent / 100 * (sorted.size() - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (place - below);
  }

  public double least() {
    return percentile(0);
  }

  public double most() {
    return percentile(100);
  }
}

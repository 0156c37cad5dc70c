package io.tidemark.benchmarks.harness;

import java.util.Collection;
import java.util.List;

/** Values of the same thing, measured again and again. */
public record Samples(List<Double> values) {

  /** A copy; refuses to be empty. */
  public Samples {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    values = List.copyOf(values);
  }

  /** Of one value. */
  public static Samples of(double value) {
    return new Samples(List.of(value));
  }

  /** Of any numbers. */
  public static Samples of(Collection<? extends Number> numbers) {
    return new Samples(numbers.stream().map(Number::doubleValue).toList());
  }

  /** The middle value, or the mean of the two in the middle. */
  public double median() {
    return percentile(50);
  }

  /**
   * Between two neighbours by proportion.
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

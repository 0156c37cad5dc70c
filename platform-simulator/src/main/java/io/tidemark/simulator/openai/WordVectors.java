package io.tidemark.simulator.openai;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unit vectors for texts: each word contributes to a few fixed dimensions, so that texts with
 * common words are similar. Each model has its own space.
 */
final class WordVectors {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int PLACES_PER_WORD = 4;

  private WordVectors() {}

  static float[] of(String text, String model, int dimensions) {
    double[] sums = new double[dimensions];
    Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    boolean any = false;
    while (words.find()) {
      add(words.group(), model, sums);
      any = true;
    }
    if (!any) {
      add(text, model, sums); // Emoji and signs count as one word.
    }
    double square = 0;
    for (double sum : sums) {
      square += sum * sum;
    }
    double length = Math.sqrt(square);
    float[] vector = new float[dimensions];
    if (length == 0) {
      vector[0] = 1; // The words took each other away, which few dimensions make possible.
      return vector;
    }
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (sums[i] / length);
    }
    return vector;
  }

  /** Longer words have more weight. */
  private static void add(String word, String model, double[] sums) {
    double weight = Math.min(word.length(), 8);
    var random =
        new SplittableRandom(31L * model.hashCode() + 0x9E3779B97F4A7C15L * word.hashCode());
    for (int i = 0; i < PLACES_PER_WORD; i++) {
      int place = random.nextInt(sums.length);
      sums[place] += random.nextBoolean() ? weight : -weight;
    }
  }
}

package io.tidemark.standalone;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that a misspelt one most likely stands for. */
final class NearestWord {

  private NearestWord() {}

  /**
   * The word that the fewest letters separate from the given one: inserted, left out, replaced, or
   * two neighbours swapped.
   *
   * @return empty when every word is further away than a third of its letters
   */
  static Optional<String> of(String given, Collection<String> words) {
    return words.stream()
        .filter(word -> distance(given, word) <= Math.max(1, word.length() / 3))
        .min(
            Comparator.comparing((String word) -> distance(given, word))
                .thenComparing(word -> -commonBeginning(given, word)));
  }

  private static int commonBeginning(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }

  /** The restricted Damerau-Levenshtein distance. */
  static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[a.length()][b.length()];
  }
}

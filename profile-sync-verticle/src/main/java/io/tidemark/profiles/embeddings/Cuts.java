package io.tidemark.profiles.embeddings;

import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts texts between paragraphs, else sentences, else words, else characters. */
final class Cuts {

  private static final List<Pattern> BOUNDARIES =
      List.of(
          Pattern.compile("\\n\\s*\\n\\s*"),
          Pattern.compile("\\n\\s*|(?<=[.!?…。！？])\\s+|(?<=[。！？])"),
          Pattern.compile("\\s+"));

  private Cuts() {}

  /** The longest beginning of a text within so many bytes that ends at a boundary. */
  static String toBytes(String text, int most) {
    int fits = 0;
    int bytes = 0;
    while (fits < text.length()) {
      int point = text.codePointAt(fits);
      bytes += bytesOf(point);
      if (bytes > most) {
        int at = boundary(text, fits / 2, fits, fits);
        return text.substring(0, at).stripTrailing();
      }
      fits += Character.charCount(point);
    }
    return text;
  }

  /** The length in UTF-8; half a surrogate pair is sent as a question mark. */
  static int bytes(String text) {
    return text.codePoints().map(Cuts::bytesOf).sum();
  }

  private static int bytesOf(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  /** A boundary near the middle; inside the text if that has at least two characters. */
  static int middle(String text) {
    int length = text.length();
    return boundary(text, length / 4, length - length / 4, length / 2);
  }

  /** The best boundary in {@code (from, to]}; of equal ones the nearest to the wanted place. */
  private static int boundary(String text, int from, int to, int wanted) {
    for (Pattern pattern : BOUNDARIES) {
      int best = -1;
      Matcher matcher = pattern.matcher(text);
      while (matcher.find() && matcher.end() <= to) {
        int at = matcher.end();
        if (at > from && (best < 0 || Math.abs(at - wanted) < Math.abs(best - wanted))) {
          best = at;
        }
      }
      if (best > 0 && best < text.length()) {
        return best;
      }
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int at = characters.isBoundary(wanted) ? wanted : characters.preceding(wanted);
    return at > 0 ? at : Math.max(1, wanted);
  }
}

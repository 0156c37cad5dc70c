package io.tidemark.tracker.tweets;

/** Prepares texts of platforms for storage. */
public final class ForeignText {

  /** The most characters stored of a tweet's text; the longest posts have 25,000. */
  public static final int LONGEST_TEXT = 30_000;

  /** The most characters stored of any other text: names, URLs, descriptions. */
  public static final int LONGEST_FIELD = 2_000;

  private ForeignText() {}

  /**
   * Removes the character NUL, which PostgreSQL cannot store, and truncates the text to the given
   * length, never within a surrogate pair. A truncated text ends with an ellipsis.
   */
  public static String kept(String text, int longest) {
    String plain = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    if (plain.length() <= longest) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(longest - 2)) ? longest - 2 : longest - 1;
    return plain.substring(0, end) + "…";
  }
}

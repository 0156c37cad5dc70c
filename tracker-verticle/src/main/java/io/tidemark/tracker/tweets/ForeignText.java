package io.tidemark.tracker.tweets;

/** Texts that others wrote, as they are kept. */
public final class ForeignText {

  /** Characters of a tweet's text that are kept; the longest posts have 25,000. */
  public static final int LONGEST_TEXT = 30_000;

  /** Characters of any other text that are kept: names, urls, descriptions. */
  public static final int LONGEST_FIELD = 2_000;

  private ForeignText() {}

  /**
   * The text without the character NUL, which PostgreSQL cannot hold, cut after so many characters;
   * never within a surrogate pair. What was cut ends with an ellipsis.
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

package io.tidemark.profiles.style;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of a text. Characters and emoji are counted as grapheme clusters: a family, a flag or
 * a hand with a skin tone is one.
 */
record Text(
    int words,
    int characters,
    int sentences,
    int lineBreaks,
    int emoji,
    int hashtags,
    int questions) {

  private static final Pattern URL = Pattern.compile("(?:https?://|www\\.)\\S+");
  private static final Pattern SEEN = Pattern.compile("\\X");
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}\\p{M}]+(?:['’.,\\-_][\\p{L}\\p{N}\\p{M}]+)*");

  /** Neither a number nor a sign within a word is a hashtag. */
  private static final Pattern HASHTAG =
      Pattern.compile("(?<![\\p{L}\\p{N}_&/#＃])[#＃](?=[\\p{N}_]*[\\p{L}])[\\p{L}\\p{N}\\p{M}_]+");

  /**
   * Signs that end a sentence, also those of Arabic, Urdu and Han; several in a row are one end.
   */
  private static final Pattern END =
      Pattern.compile("[.!?…؟۔。！？]+(?=[\"'”’»)\\]]*(?:\\s|$))|[。！？]+");

  private static final Pattern QUESTION = Pattern.compile("[?؟？]+[!?؟？]*");
  private static final Pattern BREAK = Pattern.compile("\\R");

  /** A letter or digit: a part without any is no sentence. */
  private static final Pattern SOMETHING = Pattern.compile("[\\p{L}\\p{N}]");

  private static final int VARIATION = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  static Text of(String given) {
    String text = given.strip();
    String withoutUrls = URL.matcher(text).replaceAll(" ");
    int characters = 0;
    int emoji = 0;
    Matcher seen = SEEN.matcher(text);
    while (seen.find()) {
      characters++;
      emoji += isEmoji(seen.group()) ? 1 : 0;
    }
    return new Text(
        count(WORD, withoutUrls),
        characters,
        sentences(withoutUrls),
        count(BREAK, text),
        emoji,
        count(HASHTAG, withoutUrls),
        count(QUESTION, withoutUrls));
  }

  private static int count(Pattern pattern, String text) {
    return (int) pattern.matcher(text).results().count();
  }

  /** Counts sentences; the end of a line also ends a sentence. */
  private static int sentences(String text) {
    return BREAK
        .splitAsStream(text)
        .mapToInt(
            line -> (int) END.splitAsStream(line).filter(p -> SOMETHING.matcher(p).find()).count())
        .sum();
  }

  private static boolean isEmoji(String seen) {
    int first = seen.codePointAt(0);
    boolean coloured = seen.codePoints().anyMatch(point -> point == VARIATION);
    boolean keycap = seen.codePoints().anyMatch(point -> point == KEYCAP);
    return Character.isEmojiPresentation(first)
        || keycap
        || (coloured && Character.isExtendedPictographic(first));
  }
}

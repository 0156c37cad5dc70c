package io.tidemark.simulator.linkedin;

import java.util.List;
import java.util.stream.Collectors;

/** The initial authors. */
final class InitialAuthors {

  private static final List<LinkedInAuthor> FIRST =
      List.of(
          generated(
              0,
              "Mira",
              "Holt",
              "Fewer words, better teams",
              Language.ENGLISH,
              WritingStyle.PUNCHY_LISTS),
          generated(
              1,
              "Jonas",
              "Okafor",
              "Writes about the harbour years",
              Language.ENGLISH,
              WritingStyle.LONG_STORIES),
          generated(
              2,
              "Aiko",
              "Weller",
              "Product research | asks too much",
              Language.ENGLISH,
              WritingStyle.QUESTIONS),
          generated(
              3,
              "Tomas",
              "Quill",
              "🚀 Community builder ✨",
              Language.ENGLISH,
              WritingStyle.EMOJI_HEAVY),
          generated(
              4, "Ingrid", "Lund", "Numbers person", Language.ENGLISH, WritingStyle.STATISTICS),
          generated(
              5,
              "Camille",
              "Ferrand",
              "Directrice des opérations",
              Language.FRENCH,
              WritingStyle.LONG_STORIES),
          generated(
              6,
              "Inés",
              "Duarte",
              "Directora comercial",
              Language.SPANISH,
              WritingStyle.PUNCHY_LISTS),
          generated(
              7,
              "Jürgen",
              "Brandt",
              "Geschäftsführer im Mittelstand",
              Language.GERMAN,
              WritingStyle.PLAIN),
          generated(
              8, "Priya", "Marsh", "Engineer, mostly quiet", Language.ENGLISH, WritingStyle.PLAIN));

  private InitialAuthors() {}

  static List<LinkedInAuthor> first() {
    return FIRST;
  }

  /** A new author with the name that the public id spells. */
  static LinkedInAuthor named(String publicId, Language language, WritingStyle style, int number) {
    List<String> parts = List.of(publicId.split("-"));
    String last = parts.stream().skip(1).map(Phrases::capitalised).collect(Collectors.joining(" "));
    return new LinkedInAuthor(
        publicId,
        urn(number),
        Phrases.capitalised(parts.getFirst()),
        last.isEmpty() ? "Newcomer" : last,
        "New here",
        language,
        style,
        number);
  }

  private static LinkedInAuthor generated(
      int number,
      String first,
      String last,
      String headline,
      Language language,
      WritingStyle style) {
    return new LinkedInAuthor(
        Phrases.ascii(first + "-" + last),
        urn(number),
        first,
        last,
        headline,
        language,
        style,
        number);
  }

  private static String urn(int number) {
    return "ACoAAA%06XtideMark".formatted(number * 7_919 + 4_660);
  }
}

package io.tidemark.simulator.linkedin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The initial authors. */
final class InitialAuthors {

  /** First and last name, headline, language and style. */
  private static final String TABLE =
      """
      Mira; Holt; Fewer words, better teams; ENGLISH; PUNCHY_LISTS
      Jonas; Okafor; Writes about the harbour years; ENGLISH; LONG_STORIES
      Aiko; Weller; Product research | asks too much; ENGLISH; QUESTIONS
      Tomas; Quill; 🚀 Community builder ✨; ENGLISH; EMOJI_HEAVY
      Ingrid; Lund; Numbers person; ENGLISH; STATISTICS
      Camille; Ferrand; Directrice des opérations; FRENCH; LONG_STORIES
      Inés; Duarte; Directora comercial; SPANISH; PUNCHY_LISTS
      Jürgen; Brandt; Geschäftsführer im Mittelstand; GERMAN; PLAIN
      Priya; Marsh; Engineer, mostly quiet; ENGLISH; PLAIN
      """;

  private static final List<LinkedInAuthor> FIRST = read(TABLE.lines().toList());

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

  private static List<LinkedInAuthor> read(List<String> rows) {
    List<LinkedInAuthor> authors = new ArrayList<>();
    for (String row : rows) {
      String[] cells = row.split("; ");
      authors.add(
          new LinkedInAuthor(
              Phrases.ascii(cells[0] + "-" + cells[1]),
              urn(authors.size()),
              cells[0],
              cells[1],
              cells[2],
              Language.valueOf(cells[3]),
              WritingStyle.valueOf(cells[4]),
              authors.size()));
    }
    return List.copyOf(authors);
  }

  private static String urn(int number) {
    return "ACoAAA%06XtideMark".formatted(number * 7_919 + 4_660);
  }
}

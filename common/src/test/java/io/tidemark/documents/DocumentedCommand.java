package io.tidemark.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that a document tells its readers to run.
 *
 * @param document path from the root of the repository
 * @param text the command on one line, without a comment
 */
public record DocumentedCommand(String document, int line, String text) {

  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);

  /** Its words, without quotes; variables stay as they are. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** What is run: the first word that sets no variable; empty when all of them do. */
  public String program() {
    return arguments().stream().findFirst().orElse("");
  }

  /** The words from the program on. */
  public List<String> arguments() {
    List<String> words = words();
    if (words.getFirst().equals("export")) {
      return List.of();
    }
    int first = 0;
    while (first < words.size() && ASSIGNMENT.matcher(words.get(first)).matches()) {
      first++;
    }
    return words.subList(first, words.size());
  }

  @Override
  public String toString() {
    return document + ":" + line + " " + text;
  }
}

package io.tidemark.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of the repository, their fenced blocks and the commands in them. */
public final class Documents {

  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
  private static final Pattern INLINE =
      Pattern.compile("(?<!`)`((?:\\./tidemark|make) [^`|]+)`(?!`)");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#\\s.*$");

  private Documents() {}

  /**
   * A fenced block.
   *
   * @param line the number of its first line
   */
  public record Block(String document, int line, String language, List<String> lines) {

    /** Whether it may hold commands: other languages are named at the fence. */
    public boolean mayBeShell() {
      return language.isEmpty() || language.equals("sh") || language.equals("bash");
    }

    /** Its commands, each on one line, without comments. */
    public List<DocumentedCommand> commands() {
      List<DocumentedCommand> commands = new ArrayList<>();
      StringBuilder command = new StringBuilder();
      int began = line;
      for (int i = 0; i < lines.size(); i++) {
        if (command.isEmpty()) {
          began = line + i;
        }
        String text = lines.get(i).strip();
        boolean goesOn = text.endsWith("\\");
        command.append(goesOn ? text.substring(0, text.length() - 1) : text);
        if (goesOn || hasOpenQuote(command)) {
          command.append(' ');
          continue;
        }
        for (String part : parts(command.toString())) {
          commands.add(new DocumentedCommand(document, began, part));
        }
        command.setLength(0);
      }
      return commands;
    }

    private static List<String> parts(String line) {
      String text = COMMENT.matcher(line).replaceFirst("").strip();
      return text.isEmpty() ? List.of() : List.of(text.split(";\\s+(?=\\w+=)"));
    }

    private static boolean hasOpenQuote(CharSequence text) {
      char quote = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
          quote = quote == 0 ? c : 0;
        } else if (quote == 0 && c == '#' && (i == 0 || text.charAt(i - 1) == ' ')) {
          return false; // a comment may have an apostrophe
        }
      }
      return quote != 0;
    }
  }

  /** All Markdown files, as paths from the root. */
  public static List<String> all() {
    return Stream.concat(
            files(ROOT, 1).stream(),
            Stream.of("docs", "k8s", ".github", "standalone/archive")
                .flatMap(folder -> files(ROOT.resolve(folder), Integer.MAX_VALUE).stream()))
        .filter(file -> file.toString().endsWith(".md"))
        .map(file -> ROOT.relativize(file).toString())
        .sorted()
        .toList();
  }

  private static List<Path> files(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String read(String document) {
    try {
      return Files.readString(ROOT.resolve(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks of all documents. */
  public static List<Block> blocks() {
    return all().stream().flatMap(document -> blocks(document).stream()).toList();
  }

  private static List<Block> blocks(String document) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = read(document).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        int first = i + 1;
        int end = first;
        while (!lines.get(end).strip().equals("```")) {
          end++;
        }
        blocks.add(new Block(document, first + 1, fence.group(1), lines.subList(first, end)));
        i = end;
      }
    }
    return blocks;
  }

  /** Commands of ours that stand within a sentence or a table. */
  public static List<DocumentedCommand> inSentences() {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (String document : all()) {
      List<String> lines = read(document).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        Matcher inline = INLINE.matcher(lines.get(i));
        while (inline.find()) {
          commands.add(new DocumentedCommand(document, i + 1, inline.group(1)));
        }
      }
    }
    return commands;
  }
}

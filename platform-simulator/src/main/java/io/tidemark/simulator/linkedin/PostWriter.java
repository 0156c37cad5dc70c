package io.tidemark.simulator.linkedin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the text of one post. Each slot of the templates is filled once, so that the text stays on
 * one subject.
 */
final class PostWriter {

  private static final Pattern SLOT = Pattern.compile("\\{([a-z_0-9]+)}");

  private final Phrases phrases;
  private final SplittableRandom random;
  private final Map<String, String> chosen = new HashMap<>();

  private PostWriter(Language language, SplittableRandom random) {
    this.phrases = Phrases.in(language);
    this.random = random;
  }

  static String post(LinkedInAuthor author, HookKind hook, SplittableRandom random) {
    PostWriter wording = new PostWriter(author.language(), random);
    return hook == HookKind.NONE ? wording.emojiOnly() : wording.write(author.style(), hook);
  }

  private String emojiOnly() {
    return any("emoji") + any("emoji") + any("emoji");
  }

  private String write(WritingStyle style, HookKind hook) {
    String opening = any(hook.label());
    // An opening line that promises steps is followed by steps.
    if (hook == HookKind.HOW_TO) {
      return lines(
          opening,
          "",
          list(style == WritingStyle.EMOJI_HEAVY ? any("emoji") + " " : ""),
          "",
          closing());
    }
    return switch (style) {
      case PUNCHY_LISTS -> lines(opening, "", list("→ "), "", closing());
      case LONG_STORIES -> lines(opening, "", paragraphs(random.nextInt(4, 8)), "", closing());
      case QUESTIONS ->
          lines(opening, "", paragraphs(2), "", phrases.section("closing").getFirst());
      case EMOJI_HEAVY ->
          lines(
              opening + " " + any("emoji"),
              "",
              any("body") + " " + any("emoji"),
              list(any("emoji") + " "),
              "",
              any("tag") + " " + any("tag") + " " + any("emoji"));
      case STATISTICS -> lines(opening, "", any("body"), any("statistic"), "", any("tag"));
      case PLAIN -> lines(opening, "", paragraphs(random.nextInt(2, 4)), "", any("tag"));
    };
  }

  /** A list; numbered when no bullet is given. */
  private String list(String bullet) {
    List<String> items = new ArrayList<>();
    for (String item : several("item", random.nextInt(3, 6))) {
      items.add((bullet.isEmpty() ? items.size() + 1 + ". " : bullet) + item);
    }
    return String.join("\n", items);
  }

  private String paragraphs(int count) {
    return String.join("\n\n", several("body", count));
  }

  private String closing() {
    return any("closing");
  }

  private List<String> several(String section, int count) {
    List<String> left = new ArrayList<>(phrases.section(section));
    List<String> taken = new ArrayList<>();
    while (taken.size() < count && !left.isEmpty()) {
      taken.add(filled(left.remove(random.nextInt(left.size()))));
    }
    return taken;
  }

  private String any(String section) {
    return filled(pick(section));
  }

  private String filled(String template) {
    return SLOT.matcher(template)
        .replaceAll(slot -> Matcher.quoteReplacement(value(slot.group(1))));
  }

  private String value(String slot) {
    return switch (slot) {
      case "n" -> Integer.toString(random.nextInt(3, 10));
      case "k" -> Integer.toString(random.nextInt(11, 60));
      case "percent" -> Integer.toString(random.nextInt(11, 95));
      case "thousands" -> Integer.toString(random.nextInt(11, 990) * 100);
      case "age" -> Integer.toString(random.nextInt(19, 45));
      case "year" -> Integer.toString(random.nextInt(1998, 2024));
      case "future" -> Integer.toString(random.nextInt(2028, 2041));
      default -> subject(slot);
    };
  }

  private String subject(String slot) {
    if (slot.endsWith("_cap")) {
      return Phrases.capitalised(subject(slot.substring(0, slot.length() - 4)));
    }
    String known = chosen.get(slot);
    if (known != null) {
      return known;
    }
    String drawn = pick(slot.equals("thing2") ? "thing" : slot);
    while (slot.equals("thing2") && drawn.equals(subject("thing"))) {
      drawn = pick("thing");
    }
    chosen.put(slot, drawn);
    return drawn;
  }

  private String pick(String section) {
    List<String> lines = phrases.section(section);
    return lines.get(random.nextInt(lines.size()));
  }

  private static String lines(String... parts) {
    return String.join("\n", parts);
  }
}

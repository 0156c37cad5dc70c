package io.tidemark.simulator.linkedin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The templates of one language, by section. */
final class Phrases {

  private static final Map<Language, Phrases> ALL = readAll();

  private final Map<String, List<String>> sections;

  private Phrases(Map<String, List<String>> sections) {
    this.sections = sections;
  }

  static Phrases in(Language language) {
    Phrases phrases = ALL.get(language);
    if (phrases == null) {
      throw new IllegalStateException("no phrases for " + language);
    }
    return phrases;
  }

  List<String> section(String name) {
    List<String> lines = sections.get(name);
    if (lines == null) {
      throw new IllegalStateException("there is no section " + name);
    }
    return lines;
  }

  static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Reduces a text to lower-case ASCII letters, digits and hyphens, as in URLs. */
  static String ascii(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .strip()
        .replaceAll("[ -]+", "-");
  }

  private static Map<Language, Phrases> readAll() {
    Map<Language, Phrases> all = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      all.put(language, new Phrases(read(language.code() + ".txt")));
    }
    return all;
  }

  private static Map<String, List<String>> read(String resource) {
    try (InputStream in = Phrases.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      Map<String, List<String>> sections = new HashMap<>();
      List<String> section = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("[")) {
          section = new ArrayList<>();
          sections.put(line.substring(1, line.length() - 1), section);
        } else {
          section.add(line);
        }
      }
      return sections;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + resource, e);
    }
  }
}

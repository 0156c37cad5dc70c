package io.tidemark.simulator.tweets;

import java.util.List;
import java.util.SplittableRandom;

/** Generates short texts that look like tweets. */
final class Sentences {

  private static final List<String> OPENINGS =
      List.of(
          "Just shipped",
          "Finally fixed",
          "Still thinking about",
          "Nobody talks about",
          "Hot take on",
          "Three years later:",
          "Quick thread on",
          "Unpopular opinion about",
          "Grateful for",
          "Día tres con",
          "Heute gelernt:",
          "Today in",
          "I keep coming back to",
          "Big news on",
          "Small update on",
          "本日のメモ:",
          "The best thing about");
  private static final List<String> SUBJECTS =
      List.of(
          "our new harbour map",
          "the night train to Lisbon",
          "tide tables as an API",
          "the quarterly numbers",
          "sourdough at altitude",
          "a bug in the leap-year code",
          "the community treasury",
          "open weather data",
          "el mercado de la mañana",
          "Küstenschutz und Geduld",
          "the governance vote",
          "slow software",
          "潮位のグラフ",
          "our volunteer moderators",
          "that café on the pier",
          "the grant round",
          "solar ferries");
  private static final List<String> ENDINGS =
      List.of(
          ".",
          " 🌊",
          " and it shows.",
          ". What did we miss?",
          ", finally ✨",
          ". Ask me anything!",
          " – more tomorrow.",
          ". Feedback welcome 🙏",
          " (long overdue)",
          "… and I love it.",
          ". Numbers below.",
          " #buildinpublic",
          ". ¿Qué opináis?",
          " & friends.");

  private Sentences() {}

  static String any(SplittableRandom random) {
    return pick(OPENINGS, random) + " " + pick(SUBJECTS, random) + pick(ENDINGS, random);
  }

  private static String pick(List<String> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}

package io.tidemark.simulator.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Classifies the opening line of a text by its words, in four languages, and picks the matching
 * label. Like a model, it is right most of the time.
 */
final class HookRules {

  /** Words that identify the label of a kind, the most specific first. */
  private static final Map<String, List<String>> NAMES = names();

  /** Patterns by kind; the first match decides. */
  private static final Map<String, Pattern> RULES = rules();

  /** Labels used when no rule matches. */
  private static final List<String> NOTHING = List.of("unclass", "other", "none", "unknown");

  private HookRules() {}

  static String label(String text, List<String> labels) {
    for (Map.Entry<String, Pattern> rule : RULES.entrySet()) {
      if (rule.getValue().matcher(text).find()) {
        String label = named(NAMES.getOrDefault(rule.getKey(), List.of()), labels);
        if (label != null) {
          return label;
        }
      }
    }
    String nothing = named(NOTHING, labels);
    return nothing == null ? labels.getFirst() : nothing;
  }

  static boolean knows(String text) {
    return RULES.values().stream().anyMatch(rule -> rule.matcher(text).find());
  }

  private static @Nullable String named(List<String> words, List<String> labels) {
    for (String word : words) {
      for (String label : labels) {
        if (label.toLowerCase(Locale.ROOT).contains(word)) {
          return label;
        }
      }
    }
    return null;
  }

  private static Map<String, List<String>> names() {
    return Map.of(
        "quote", List.of("quot", "saying"),
        "contrarian", List.of("contrar", "opinion", "unpopular", "bold", "claim"),
        "confession", List.of("confess", "fail", "mistake", "vulnerab"),
        "announcement", List.of("announce", "news", "launch"),
        "call-out", List.of("call", "address", "provoc"),
        "prediction", List.of("predict", "future", "forecast"),
        "how-to", List.of("how", "list", "tip", "guide", "step"),
        "statistic", List.of("stat", "number", "figure", "data"),
        "question", List.of("question"),
        "story", List.of("story", "anecdote", "narrat", "personal"));
  }

  private static Map<String, Pattern> rules() {
    Map<String, Pattern> rules = new LinkedHashMap<>();
    put(rules, "quote", "^[\\s>]*[\"“«„]\\s?\\p{L}[^\"”»“]{10,}[\"”»“]");
    put(
        rules,
        "contrarian",
        "unpopular opinion|hot take|everyone (?:tells|says)|nobody (?:wants to hear|talks)|"
            + "stop believing|overrated|is a myth|the opposite is true|opinion impopulaire|"
            + "tout le monde (?:conseille|dit)|arrêtez de croire|est un mythe|opinión impopular|"
            + "todo el mundo|deja de creer|es un mito|unpopuläre meinung|alle raten|"
            + "hören sie auf zu glauben|ein mythos");
    put(
        rules,
        "confession",
        "\\bi failed\\b|my (?:biggest|worst) mistake|i was wrong|i have to admit|badly wrong|"
            + "j'ai échoué|ma plus grosse erreur|je me suis trompé|fracasé|mi mayor error|"
            + "me equivoqué|gescheitert, und|mein größter fehler|ich lag .{0,60}falsch");
    put(
        rules,
        "announcement",
        "announce|big news|we (?:just )?launch|is finally live|thrilled|vous annoncer|"
            + "grande nouvelle|nous lançons|anunciar|gran noticia|lanzamos|anzukündigen|"
            + "große neuigkeit|ab heute gibt es");
    put(
        rules,
        "call-out",
        "^(?:dear|hey|attention|to all|to every|if you still|chers|chères|à tous|"
            + "si vous laissez|queridos|a todos|si todavía|liebe|an alle|wenn sie)\\b");
    put(
        rules,
        "prediction",
        "^by 20\\d\\d|in \\d+ years|predict|the future of|within \\d+ months|d'ici 20\\d\\d|"
            + "dans \\d+ ans|je prédis|^en 20[2-9]\\d,|dentro de \\d+|predicción|"
            + "^bis 20\\d\\d|in \\d+ jahren|prognose");
    put(
        rules,
        "how-to",
        "^how to|^here is how|^\\d+ (?:ways|lessons|tips|steps|rules|things)|checklist|"
            + "^the \\d+ (?:rules|steps)|^comment .{0,80}étapes|^\\d+ façons|voici comment|"
            + "^cómo .{0,80}pasos|^\\d+ formas|^así preparo|^wie .{0,80}schritten|^\\d+ wege|"
            + "^so bereite ich");
    put(rules, "question", "^[^\\n.!]{5,}\\?\\s*\\P{L}*(?:\\n|$)");
    put(rules, "statistic", "^[^\\n]{0,40}\\d+ ?%|\\d+ out of \\d+|hours a week, says|^only \\d+");
    put(
        rules,
        "story",
        "^in (?:19|20)\\d\\d|it was a|^last \\p{L}+day|i still remember|\\d+ years ago|^i was \\d+|"
            + "^en (?:19|20)\\d\\d|c'était un|il y a \\d+ ans|je me souviens|era un|"
            + "^hace \\d+ años|recuerdo|^(?:19|20)\\d\\d kam|es war ein|vor \\d+ jahren|"
            + "ich erinnere mich");
    return rules;
  }

  private static void put(Map<String, Pattern> rules, String kind, String regex) {
    rules.put(
        kind,
        Pattern.compile(
            regex,
            Pattern.CASE_INSENSITIVE
                | Pattern.UNICODE_CASE
                | Pattern.MULTILINE
                | Pattern.UNICODE_CHARACTER_CLASS));
  }
}

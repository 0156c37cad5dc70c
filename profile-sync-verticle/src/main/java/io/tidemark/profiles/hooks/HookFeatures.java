package io.tidemark.profiles.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Features of the form of a text, independent of its topic: persons, tenses and punctuation. Words
 * are those of English, French, Spanish and German.
 */
final class HookFeatures {

  private static final int FLAGS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

  private static final List<Pattern> FEATURES =
      List.of(
          sign("[?]"),
          sign("^\\s*[\"“„«]"),
          sign("[\"“”„«»]"),
          sign("[0-9]"),
          sign("^\\W*[0-9]"),
          sign("[%$€£]|[0-9][.,][0-9]|\\b(?:percent|million|billion|trillion|half|thirds?)\\b"),
          sign(":\\s*$"),
          sign("!"),
          words(
              "i|i'm|i've|i'd|me|my|myself|je|j|mon|ma|mes|moi|yo|mi|mis|ich|mein|meiner?|meinem",
              "mich|mir"),
          words("we|we're|we've|our|us|nous|notre|nos|nosotros|nuestr[oa]|wir|unsere?|uns"),
          words(
              "you|your|yours|you're|you've|vous|votre|vos|tu|te|ton|ta|tus|usted|ustedes|du",
              "deine?|dir|dich|ihr|euch|euer"),
          words("he|she|him|her|his|he's|she's|il|elle|él|ella|er|sie"),
          words(
              "was|were|had|did|said|told|came|went|walked|ago|yesterday|last|when|once|était",
              "avait|a|ont|hace|era|fue|war|hatte|als|vor"),
          words(
              "no|not|never|nobody|nothing|none|n't|don't|doesn't|isn't|aren't|can't|won't",
              "cannot|without|stop|pas|ne|rien|jamais|nunca|nadie|nicht|keine?|nie|niemand",
              "wrong|false|myth|faux|falso|falsch"),
          words(
              "will|won't|going to|future|soon|tomorrow|next|decade|(?:by|in|until) [0-9]{4}",
              "coming|futur|demain|auront|sera|ressemblera|futuro|mañana|será|serán|wird",
              "werden|bald|zukunft|bis"),
          begins(
              "what|how|why|who|when|where|which|is|are|do|does|did|have|has|would|could",
              "should|can|ever|qué|cómo|por qué|quién|pourquoi|comment|qui|quel|quelle",
              "est-ce|was|wie|warum|wer|woran"),
          words(
              "thank|thanks|thankful|grateful|gratitude|congrats|congratulations|bravo|proud",
              "prouder|celebrate|happy|merci|félicitations|gracias|felicidades|danke|dank",
              "dankeschön|glückwunsch"),
          words(
              "thinks?|believes?|belief|misconception|everyone|everybody|most people|many",
              "taught|told|heard|truth|reality|opposite|contrary|croit|creen|mito|irrtum",
              "mythe|mythos"),
          sign(
              "^\\W*(?:(?:dear|to|hey|attention|if you|for|chers?|chères?|à|a todos|si|an"
                  + " alle|liebe)(?!\\w)|\\w+( \\w+)?\\s*[,!:](?=\\s))"),
          words(
              "announce|announcing|launch|launching|launched|hiring|joined|joining|starting|open",
              "opening|opens|introducing|available|official|news|today|ab heute|annoncer",
              "anunciar|lanzamiento|offiziell|neues|nouveau|nueva"));

  private static final int SHORT = 6;
  private static final int LONG = 14;

  private HookFeatures() {}

  /** The number of features. */
  static int size() {
    return FEATURES.size() + 3;
  }

  /** Which features a text has. */
  static boolean[] of(String hook) {
    String text = hook.replace('’', '\'');
    List<Boolean> has =
        FEATURES.stream()
            .map(feature -> feature.matcher(text).find())
            .collect(Collectors.toCollection(ArrayList::new));
    long words = Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).count();
    long sentences =
        Stream.of(text.split("[.!?]+(?:\\s|$)")).filter(part -> !part.isBlank()).count();
    has.add(words <= SHORT);
    has.add(words >= LONG);
    has.add(sentences >= 2);
    boolean[] features = new boolean[has.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = has.get(i);
    }
    return features;
  }

  private static Pattern words(String... alternatives) {
    return sign("(?<!\\w)(?:" + String.join("|", alternatives) + ")(?!\\w)");
  }

  private static Pattern begins(String... alternatives) {
    return sign("^\\W*(?:" + String.join("|", alternatives) + ")(?!\\w)");
  }

  private static Pattern sign(String regex) {
    return Pattern.compile(regex, FLAGS);
  }
}

package io.tidemark.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What turns posts into vectors and tells how they begin.
 *
 * @param hookConfidence below which a hook is left unclassified, from 0 to 1
 */
public record ModelSettings(OpenAi openai, double hookConfidence) {

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");

  /**
   * @param key without it the embedded models do the work
   * @param timeout of one call
   * @param monthlyUsd what may be spent in a calendar month; 0 for no limit
   * @param embeddingPrice dollars for a million tokens, as are the others
   */
  public record OpenAi(
      URI baseUrl,
      String key,
      String embeddingModel,
      int embeddingDimensions,
      String hookModel,
      Duration timeout,
      double monthlyUsd,
      double embeddingPrice,
      double hookInputPrice,
      double hookOutputPrice) {
    public OpenAi {
      requireModel("TIDEMARK_OPENAI_EMBEDDING_MODEL", embeddingModel);
      requireModel("TIDEMARK_OPENAI_HOOK_MODEL", hookModel);
      Checks.between("TIDEMARK_OPENAI_EMBEDDING_DIMENSIONS", embeddingDimensions, 8, 4_000);
      Checks.between(
          "TIDEMARK_OPENAI_TIMEOUT", timeout, Duration.ofMillis(1), Duration.ofMinutes(2));
      Checks.between("TIDEMARK_OPENAI_MONTHLY_USD", monthlyUsd, 1_000_000);
      Checks.between("TIDEMARK_OPENAI_EMBEDDING_USD_PER_MILLION", embeddingPrice, 1_000);
      Checks.between("TIDEMARK_OPENAI_HOOK_INPUT_USD_PER_MILLION", hookInputPrice, 1_000);
      Checks.between("TIDEMARK_OPENAI_HOOK_OUTPUT_USD_PER_MILLION", hookOutputPrice, 1_000);
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "OpenAI at " + baseUrl;
    }
  }

  public ModelSettings {
    Checks.between("TIDEMARK_HOOKS_CONFIDENCE", hookConfidence, 1);
  }

  static ModelSettings from(SettingValues values) {
    return new ModelSettings(
        new OpenAi(
            values.uri("openai.base-url", "https://api.openai.com", Set.of("http", "https")),
            values.text("openai.key", ""),
            values.text("openai.embedding-model", "text-embedding-3-small"),
            values.integer("openai.embedding-dimensions", 1_536),
            values.text("openai.hook-model", "gpt-4o-mini"),
            values.duration("openai.timeout", Duration.ofSeconds(30)),
            values.number("openai.monthly-usd", 0),
            values.number("openai.embedding-usd-per-million", 0.02),
            values.number("openai.hook-input-usd-per-million", 0.15),
            values.number("openai.hook-output-usd-per-million", 0.60)),
        values.number("hooks.confidence", 0.4));
  }

  private static void requireModel(String name, String model) {
    Checks.matches(MODEL, name, "the name of a model", model);
  }
}

package io.tidemark.profiles.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.profiles.models.ModelTrouble;
import io.tidemark.profiles.models.OpenAi;
import io.tidemark.settings.ModelSettings;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vectors by OpenAI. A token is at least a byte, so that bytes are counted: a batch that keeps
 * within the limits by them keeps within them by tokens as well. A text of more is cut.
 */
public final class OpenAiEmbedder implements Embedder {

  /** The platform takes 2,048; answers for so many would hold the event loop that reads them. */
  static final int MOST_TEXTS = 128;

  static final int MOST_BYTES = 300_000;
  static final int MOST_BYTES_OF_A_TEXT = 8_192;

  /** A model that takes none of so many texts is not refusing texts. */
  private static final int MOST_REFUSED_BEFORE_ONE_IS_TAKEN = 8;

  private static final Pattern NAMED_INPUT = Pattern.compile("\\$?\\.?input\\[(\\d{1,4})]");

  private final OpenAi openai;
  private final ModelSettings.OpenAi settings;
  private final EmbeddingSpace space;

  public OpenAiEmbedder(OpenAi openai, ModelSettings.OpenAi settings) {
    this.openai = openai;
    this.settings = settings;
    this.space = new EmbeddingSpace(settings.embeddingModel(), settings.embeddingDimensions());
  }

  @Override
  public EmbeddingSpace space() {
    return space;
  }

  @Override
  public Future<List<Embedded>> embed(List<String> texts) {
    return new Work(texts).everything();
  }

  /** One list of texts, and what has become of each so far. */
  private final class Work {

    private final List<String> texts;
    private final Embedded[] results;
    private int taken;
    private int refused;

    Work(List<String> given) {
      texts = given.stream().map(text -> Cuts.toBytes(text, MOST_BYTES_OF_A_TEXT)).toList();
      results = new Embedded[texts.size()];
    }

    Future<List<Embedded>> everything() {
      Future<Void> done = Future.succeededFuture();
      for (List<Integer> batch : batches()) {
        done = done.compose(before -> ask(batch, false));
      }
      return done.map(all -> Arrays.asList(results));
    }

    private List<List<Integer>> batches() {
      List<List<Integer>> batches = new ArrayList<>();
      List<Integer> batch = new ArrayList<>();
      int bytes = 0;
      for (int place = 0; place < texts.size(); place++) {
        if (texts.get(place).isBlank()) {
          results[place] = new Embedded.Refused("there is no text");
          continue;
        }
        int more = Cuts.bytes(texts.get(place));
        if (!batch.isEmpty() && (batch.size() == MOST_TEXTS || bytes + more > MOST_BYTES)) {
          batches.add(List.copyOf(batch));
          batch.clear();
          bytes = 0;
        }
        batch.add(place);
        bytes += more;
      }
      if (!batch.isEmpty()) {
        batches.add(List.copyOf(batch));
      }
      return batches;
    }

    private Future<Void> ask(List<Integer> places, boolean again) {
      int bytes = places.stream().mapToInt(place -> Cuts.bytes(texts.get(place))).sum();
      var question =
          new JsonObject()
              .put("model", space.model())
              .put("input", new JsonArray(places.stream().map(texts::get).toList()))
              .put("dimensions", space.dimensions())
              .put("encoding_format", "float");
      return openai
          .ask(
              "/v1/embeddings",
              question,
              OpenAi.price(bytes, settings.embeddingPrice()),
              answer ->
                  OpenAi.price(
                      answer.path("usage").path("total_tokens").asLong(bytes),
                      settings.embeddingPrice()))
          .compose(
              outcome ->
                  switch (outcome) {
                    case CallOutcome.Answered<JsonNode> it -> place(it.content(), places, again);
                    case CallOutcome.Refused<JsonNode> it -> refused(it, places);
                    case CallOutcome.Throttled<JsonNode> it -> trouble(it);
                    case CallOutcome.Exhausted<JsonNode> it -> trouble(it);
                    case CallOutcome.AuthDead<JsonNode> it -> trouble(it);
                    case CallOutcome.Transient<JsonNode> it -> trouble(it);
                    case CallOutcome.NotSent<JsonNode> it -> fewer(it, places, again);
                  });
    }

    /** As many of the first texts as the budget still admits; the others wait for more. */
    private Future<Void> fewer(
        CallOutcome.NotSent<?> waiting, List<Integer> places, boolean again) {
      int fit = 0;
      int bytes = 0;
      while (fit < places.size()) {
        bytes += Cuts.bytes(texts.get(places.get(fit)));
        if (OpenAi.price(bytes, settings.embeddingPrice()) > waiting.room()) {
          break;
        }
        fit++;
      }
      if (fit > 0 && fit < places.size()) {
        List<Integer> others = places.subList(fit, places.size());
        return ask(places.subList(0, fit), again).compose(first -> ask(others, again));
      }
      if (taken == 0) {
        return trouble(waiting);
      }
      var notAsked = new Embedded.NotAsked(waiting.until(), waiting.why());
      places.forEach(place -> results[place] = notAsked);
      return Future.succeededFuture();
    }

    private Future<Void> trouble(CallOutcome<?> outcome) {
      return Future.failedFuture(ModelTrouble.of(outcome, openai.now()));
    }

    /**
     * By index, wherever in the answer each one stands. What is left out is asked for once more.
     */
    private Future<Void> place(JsonNode answer, List<Integer> places, boolean again) {
      VectorsByIndex vectors = VectorsByIndex.read(answer, places.size());
      for (float[] vector : vectors.all()) {
        if (vector != null && vector.length != space.dimensions()) {
          return Future.failedFuture(
              new ModelTrouble(
                  "%s gave %d dimensions in place of %d"
                      .formatted(space.model(), vector.length, space.dimensions()),
                  null));
        }
      }
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        float[] vector = vectors.all()[i];
        if (vector == null) {
          missing.add(places.get(i));
        } else {
          results[places.get(i)] = new Embedded.Vector(vector);
          taken++;
        }
      }
      if (missing.isEmpty()) {
        return Future.succeededFuture();
      }
      if (again) {
        missing.forEach(place -> results[place] = new Embedded.Refused("got no vector, twice"));
        return Future.succeededFuture();
      }
      return missing.size() == places.size()
          ? Future.failedFuture(
              ModelTrouble.passing("OpenAI answered without a usable vector", openai.now()))
          : ask(missing, true);
    }

    /** One bad text fails all that are sent with it: it is looked for, and the others sent anew. */
    private Future<Void> refused(CallOutcome.Refused<?> refusal, List<Integer> places) {
      if (refusal.offending().contains(OpenAi.MODEL)) {
        return trouble(refusal);
      }
      if (places.size() == 1) {
        results[places.get(0)] = new Embedded.Refused(refusal.why());
        refused++;
        return taken == 0 && refused >= MOST_REFUSED_BEFORE_ONE_IS_TAKEN
            ? trouble(refusal)
            : Future.succeededFuture();
      }
      int named = named(refusal, places.size());
      List<Integer> others = new ArrayList<>(places);
      if (named >= 0) {
        results[others.remove(named)] = new Embedded.Refused(refusal.why());
        refused++;
        return ask(others, false);
      }
      int half = places.size() / 2;
      return ask(places.subList(0, half), false)
          .compose(first -> ask(places.subList(half, places.size()), false));
    }

    private int named(CallOutcome.Refused<?> refusal, int size) {
      return refusal.offending().stream()
          .map(NAMED_INPUT::matcher)
          .filter(Matcher::matches)
          .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
          .filter(index -> index < size)
          .findFirst()
          .orElse(-1);
    }
  }
}

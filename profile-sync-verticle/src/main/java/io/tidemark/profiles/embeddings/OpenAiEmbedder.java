package io.tidemark.profiles.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.tidemark.profiles.models.OpenAi;
import io.tidemark.settings.ModelSettings;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vectors by OpenAI. A token has at least one byte, so limits are checked in bytes: a batch within
 * them is within the limits of tokens as well. A longer text is cut.
 */
public final class OpenAiEmbedder implements Embedder {

  /** The platform accepts 2,048; reading so long an answer would block the event loop. */
  static final int MOST_TEXTS = 128;

  static final int MOST_BYTES = 300_000;
  static final int MOST_BYTES_OF_A_TEXT = 8_192;

  /** After so many refusals and no success the cause is the model, not the texts. */
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
    return new EmbeddingRequest(texts).everything();
  }

  /** One list of texts with the results so far. */
  private final class EmbeddingRequest {

    private final List<String> texts;
    private final Embedded[] results;
    private final Set<Integer> askedAgain = new HashSet<>();
    private final BatchBisector<Integer, Void> bisector =
        new BatchBisector<>(this::ask, this::refuse);
    private int taken;
    private int refused;

    EmbeddingRequest(List<String> given) {
      texts = given.stream().map(text -> Cuts.toBytes(text, MOST_BYTES_OF_A_TEXT)).toList();
      results = new Embedded[texts.size()];
    }

    Future<List<Embedded>> everything() {
      Future<?> done = Future.succeededFuture();
      for (List<Integer> batch : batches()) {
        done = done.compose(before -> bisector.run(batch));
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

    private Future<Reply<Integer, Void>> ask(List<Integer> places) {
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
                    case CallOutcome.Answered<JsonNode> it -> place(it.content(), places);
                    case CallOutcome.Refused<JsonNode> it -> refused(it, places);
                    case CallOutcome.Throttled<JsonNode> it -> unavailable(it);
                    case CallOutcome.Exhausted<JsonNode> it -> unavailable(it);
                    case CallOutcome.AuthDead<JsonNode> it -> unavailable(it);
                    case CallOutcome.Transient<JsonNode> it -> unavailable(it);
                    case CallOutcome.NotSent<JsonNode> it -> fewer(it, places);
                  });
    }

    /** Embeds as many of the first texts as the budget admits; the others are not asked. */
    private Future<Reply<Integer, Void>> fewer(
        CallOutcome.NotSent<?> waiting, List<Integer> places) {
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
        return bisector.run(places.subList(0, fit)).compose(first -> ask(others));
      }
      if (taken == 0) {
        return unavailable(waiting);
      }
      var notAsked = new Embedded.NotAsked(waiting.until(), waiting.why());
      places.forEach(place -> results[place] = notAsked);
      return settled();
    }

    private static Future<Reply<Integer, Void>> settled() {
      return Future.succeededFuture(new Reply.Settled<>(Optional.empty()));
    }

    private Future<Reply<Integer, Void>> unavailable(CallOutcome<?> outcome) {
      return Future.failedFuture(ModelUnavailableException.of(outcome, openai.now()));
    }

    /** Assigns vectors by their index, not by their order. Missing ones are requested once more. */
    private Future<Reply<Integer, Void>> place(JsonNode answer, List<Integer> places) {
      VectorsByIndex vectors = VectorsByIndex.read(answer, places.size());
      for (float[] vector : vectors.all()) {
        if (vector != null && vector.length != space.dimensions()) {
          return Future.failedFuture(
              new ModelUnavailableException(
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
        return settled();
      }
      if (askedAgain.containsAll(missing)) {
        missing.forEach(place -> results[place] = new Embedded.Refused("got no vector, twice"));
        return settled();
      }
      askedAgain.addAll(missing);
      return missing.size() == places.size()
          ? Future.failedFuture(
              ModelUnavailableException.passing(
                  "OpenAI answered without a usable vector", openai.now()))
          : ask(missing);
    }

    /** One bad text fails the whole request, which is bisected. */
    private Future<Reply<Integer, Void>> refused(
        CallOutcome.Refused<?> refusal, List<Integer> places) {
      if (refusal.offending().contains(OpenAi.MODEL)) {
        return unavailable(refusal);
      }
      if (places.size() == 1 && taken == 0 && refused + 1 >= MOST_REFUSED_BEFORE_ONE_IS_TAKEN) {
        return unavailable(refusal);
      }
      List<Integer> named = named(refusal, places.size()).map(places::get).stream().toList();
      return Future.succeededFuture(new Reply.Refused<>(places, named, refusal.why()));
    }

    private Future<Optional<Void>> refuse(List<Integer> places, String why) {
      places.forEach(place -> results[place] = new Embedded.Refused(why));
      refused += places.size();
      return Future.succeededFuture(Optional.empty());
    }

    private Optional<Integer> named(CallOutcome.Refused<?> refusal, int size) {
      return refusal.offending().stream()
          .map(NAMED_INPUT::matcher)
          .filter(Matcher::matches)
          .map(matcher -> Integer.parseInt(matcher.group(1)))
          .filter(index -> index < size)
          .findFirst();
    }
  }
}

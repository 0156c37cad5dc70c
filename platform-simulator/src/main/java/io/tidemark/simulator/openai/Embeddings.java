package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** {@code POST /v1/embeddings}. Input must be text; token ids are not simulated. */
final class Embeddings {

  private static final int MOST_INPUTS = 2_048;
  private static final int MOST_TOKENS = 8_192;
  private static final int MOST_TOKENS_IN_ALL = 300_000;

  private static final Map<String, Integer> MODELS =
      Map.of(
          "text-embedding-3-small", 1_536,
          "text-embedding-3-large", 3_072,
          "text-embedding-ada-002", 1_536);

  private Embeddings() {}

  /** The texts to embed; other elements are ignored. */
  static List<String> texts(JsonObject body) {
    Object input = body.getValue("input");
    if (input instanceof JsonArray array) {
      return array.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return input instanceof String text ? List.of(text) : List.of();
  }

  static PlatformResponse embed(PlatformRequest request) {
    JsonObject body = request.body();
    if (!(body.getValue("model") instanceof String model)) {
      return OpenAiErrors.invalid("you must provide a model parameter", null);
    }
    Integer full = MODELS.get(model);
    if (full == null) {
      return OpenAiErrors.modelNotFound(model);
    }
    List<String> texts = texts(body);
    int given = body.getValue("input") instanceof JsonArray array ? array.size() : 1;
    if (texts.isEmpty() || texts.size() != given || texts.size() > MOST_INPUTS) {
      return invalidInput();
    }
    int tokens = 0;
    for (String text : texts) {
      int mine = TokenEstimate.in(text);
      if (mine == 0) {
        return invalidInput();
      }
      if (mine > MOST_TOKENS) {
        return OpenAiErrors.invalid(
            "This model's maximum context length is %d tokens, however you requested %d tokens (%d in your prompt; 0 for the completion). Please reduce your prompt; or completion length."
                .formatted(MOST_TOKENS, mine, mine),
            null);
      }
      tokens += mine;
    }
    if (tokens > MOST_TOKENS_IN_ALL) {
      return OpenAiErrors.of(
          400,
          "Requested %d tokens, max %d tokens per request".formatted(tokens, MOST_TOKENS_IN_ALL),
          "max_tokens_per_request",
          null,
          "max_tokens_per_request");
    }
    Object dimensions = body.getValue("dimensions");
    if (dimensions != null
        && !(dimensions instanceof Integer wanted
            && wanted >= 1
            && wanted <= full
            && model.startsWith("text-embedding-3"))) {
      return OpenAiErrors.invalid("Invalid value for 'dimensions': " + dimensions, "dimensions");
    }
    String format = body.getString("encoding_format", "float");
    if (!format.equals("float") && !format.equals("base64")) {
      return OpenAiErrors.invalid(
          "Invalid value for 'encoding_format': " + format, "encoding_format");
    }
    int length = dimensions instanceof Integer wanted ? wanted : full;
    return answer(request, model, texts, length, format.equals("base64"), tokens);
  }

  private static PlatformResponse answer(
      PlatformRequest request,
      String model,
      List<String> texts,
      int length,
      boolean base64,
      int tokens) {
    List<JsonObject> data = new ArrayList<>();
    for (String text : texts) {
      float[] vector = WordVectors.of(text, model, length);
      data.add(
          new JsonObject()
              .put("object", "embedding")
              .put("index", data.size())
              .put("embedding", base64 ? encoded(vector) : numbers(vector)));
    }
    if (request.faults().openAi().openAiShuffled()) {
      Collections.shuffle(data, new Random(request.random().seed() ^ request.random().call()));
    }
    return PlatformResponse.ok(
            new JsonObject()
                .put("object", "list")
                .put("data", new JsonArray(data))
                .put("model", model)
                .put(
                    "usage",
                    new JsonObject().put("prompt_tokens", tokens).put("total_tokens", tokens)))
        .carrying(texts)
        .charging(tokens);
  }

  private static JsonArray numbers(float[] vector) {
    JsonArray numbers = new JsonArray();
    for (float number : vector) {
      if (number == 0) {
        numbers.add(0);
      } else {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Little-endian. */
  private static String encoded(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static PlatformResponse invalidInput() {
    return OpenAiErrors.invalid(
        "'$.input' is invalid. Please check the API reference:"
            + " https://platform.openai.com/docs/api-reference.",
        null);
  }
}

package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.CompletionFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/chat/completions}, with a JSON schema only. The text to classify is the last user
 * message.
 */
final class Completions {

  private static final Pattern SCHEMA_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Set<String> MODELS =
      Set.of("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-6-luna");

  private Completions() {}

  /** The text to classify; empty when there is none. */
  static String text(JsonObject body) {
    String text = "";
    if (body.getValue("messages") instanceof JsonArray messages) {
      for (Object message : messages) {
        if (message instanceof JsonObject said && "user".equals(said.getValue("role"))) {
          text = content(said.getValue("content"));
        }
      }
    }
    return text;
  }

  static PlatformResponse complete(PlatformRequest request) {
    JsonObject body = request.body();
    if (!(body.getValue("model") instanceof String model)) {
      return OpenAiErrors.invalid("you must provide a model parameter", null);
    }
    if (!MODELS.contains(model)) {
      return OpenAiErrors.modelNotFound(model);
    }
    if (!(body.getValue("messages") instanceof JsonArray messages) || messages.isEmpty()) {
      return OpenAiErrors.invalid("Missing required parameter: 'messages'.", "messages");
    }
    if (!(body.getValue("response_format") instanceof JsonObject format)
        || !"json_schema".equals(format.getValue("type"))
        || !(format.getValue("json_schema") instanceof JsonObject named)) {
      return OpenAiErrors.invalid("only json_schema answers are simulated", "response_format");
    }
    if (!SCHEMA_NAME.matcher(String.valueOf(named.getValue("name"))).matches()) {
      return OpenAiErrors.invalid(
          "Invalid 'response_format.json_schema.name': string does not match pattern.",
          "response_format.json_schema.name");
    }
    if (!(named.getValue("schema") instanceof JsonObject schema) || !isStrict(schema)) {
      return OpenAiErrors.invalid(
          "Invalid schema for response_format '"
              + named.getValue("name")
              + "': in strict mode"
              + " 'required' must hold every property and 'additionalProperties' be false.",
          "response_format");
    }
    return answer(request, model, schema, limit(body));
  }

  private static PlatformResponse answer(
      PlatformRequest request, String model, JsonObject schema, int limit) {
    CompletionFault fault =
        request.random().hits(request.faults().openAi().completionFaultRate(), "completion")
            ? request.faults().openAi().completionFault()
            : null;
    boolean unknown = fault == CompletionFault.UNKNOWN_LABEL;
    String content = new StructuredOutput(text(request.body()), unknown).object(schema).encode();
    boolean tooLong = TokenEstimate.in(content) > limit;
    String said =
        fault == CompletionFault.LENGTH || tooLong
            ? content.substring(0, Math.min(4 * limit, content.length() / 2))
            : content;
    int prompt = TokenEstimate.in(request.body().encode());
    int completion = TokenEstimate.in(said);
    boolean silent = fault == CompletionFault.REFUSAL || fault == CompletionFault.CONTENT_FILTER;
    JsonObject message =
        new JsonObject()
            .put("role", "assistant")
            .put("content", silent ? null : said)
            .put(
                "refusal",
                fault == CompletionFault.REFUSAL
                    ? "I'm sorry, I cannot assist with that request."
                    : null)
            .put("annotations", new JsonArray());
    return PlatformResponse.ok(
            new JsonObject()
                .put("id", "chatcmpl-%016x".formatted(request.random().call()))
                .put("object", "chat.completion")
                .put("created", request.now().getEpochSecond())
                .put("model", model)
                .put(
                    "choices",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("index", 0)
                                .put("message", message)
                                .putNull("logprobs")
                                .put("finish_reason", reason(fault, tooLong))))
                .put(
                    "usage",
                    new JsonObject()
                        .put("prompt_tokens", prompt)
                        .put("completion_tokens", completion)
                        .put("total_tokens", prompt + completion)))
        .carrying(List.of(text(request.body())))
        .charging(prompt + completion);
  }

  private static String reason(@Nullable CompletionFault fault, boolean tooLong) {
    if (fault == CompletionFault.CONTENT_FILTER) {
      return "content_filter";
    }
    return fault == CompletionFault.LENGTH || tooLong ? "length" : "stop";
  }

  private static int limit(JsonObject body) {
    Object limit = body.getValue("max_completion_tokens", body.getValue("max_tokens"));
    return limit instanceof Integer tokens ? tokens : 16_384;
  }

  private static boolean isStrict(JsonObject schema) {
    return schema.getValue("properties") instanceof JsonObject properties
        && schema.getValue("required") instanceof JsonArray required
        && Set.copyOf(required.getList()).equals(properties.fieldNames())
        && Boolean.FALSE.equals(schema.getValue("additionalProperties"));
  }

  /** The text of a message: a string, or the text parts of a list. */
  private static String content(@Nullable Object content) {
    if (!(content instanceof JsonArray parts)) {
      return content instanceof String text ? text : "";
    }
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      if (part instanceof JsonObject piece && piece.getValue("text") instanceof String words) {
        text.append(words);
      }
    }
    return text.toString();
  }
}

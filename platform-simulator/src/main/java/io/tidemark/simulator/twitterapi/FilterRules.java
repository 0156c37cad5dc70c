package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The filter rules of one account, in memory. Limits as documented: tag and value at most 255
 * characters, interval 0.1 to 86,400 seconds. A rule is created inactive.
 */
final class FilterRules {

  private record Rule(String id, String tag, String value, double intervalSeconds, int effect) {

    JsonObject json() {
      return new JsonObject()
          .put("rule_id", id)
          .put("user_id", 1)
          .put("tag", tag)
          .put("value", value)
          .put("interval_seconds", intervalSeconds)
          .put("is_effect", effect)
          .put("is_delete", 0)
          .put("created_at", "2025-09-10 17:28:07");
    }
  }

  private final Map<String, Rule> rules = new LinkedHashMap<>();

  synchronized PlatformResponse list(PlatformRequest request) {
    JsonArray all = new JsonArray();
    rules.values().forEach(rule -> all.add(rule.json()));
    return PlatformResponse.ok(success().put("rules", all));
  }

  synchronized PlatformResponse add(PlatformRequest request) {
    JsonObject body = request.body();
    Optional<String> fault = fault(body);
    if (fault.isPresent()) {
      return TwitterApiPolicy.badParameter(fault.get());
    }
    String id = "%032x".formatted(0x0f4c_0000_0000_0000L + rules.size() + request.random().call());
    rules.put(id, rule(id, body, 0));
    return PlatformResponse.ok(success().put("rule_id", id));
  }

  synchronized PlatformResponse update(PlatformRequest request) {
    JsonObject body = request.body();
    String id = ruleId(body);
    if (!rules.containsKey(id)) {
      return TwitterApiPolicy.logicalError("rule not found");
    }
    Optional<String> fault = fault(body);
    if (fault.isPresent()) {
      return TwitterApiPolicy.badParameter(fault.get());
    }
    if (!(body.getValue("is_effect") instanceof Integer effect && (effect == 0 || effect == 1))) {
      return TwitterApiPolicy.badParameter("is_effect must be 0 or 1");
    }
    rules.put(id, rule(id, body, effect));
    return PlatformResponse.ok(success());
  }

  /** A DELETE with a body. */
  synchronized PlatformResponse delete(PlatformRequest request) {
    return rules.remove(ruleId(request.body())) == null
        ? TwitterApiPolicy.logicalError("rule not found")
        : PlatformResponse.ok(success());
  }

  private static Rule rule(String id, JsonObject body, int effect) {
    return new Rule(
        id,
        body.getString("tag"),
        body.getString("value"),
        body.getDouble("interval_seconds"),
        effect);
  }

  private static Optional<String> fault(JsonObject body) {
    for (String name : new String[] {"tag", "value"}) {
      if (!(body.getValue(name) instanceof String text
          && !text.isEmpty()
          && text.length() <= 255)) {
        return Optional.of(name + " must be a text of 1 to 255 characters");
      }
    }
    if (!(body.getValue("interval_seconds") instanceof Number seconds
        && seconds.doubleValue() >= 0.1
        && seconds.doubleValue() <= 86_400)) {
      return Optional.of("interval_seconds must be a number from 0.1 to 86400");
    }
    return Optional.empty();
  }

  private static String ruleId(JsonObject body) {
    return body.getValue("rule_id") instanceof String id ? id : "";
  }

  private static JsonObject success() {
    return new JsonObject().put("status", "success").put("msg", "success");
  }
}

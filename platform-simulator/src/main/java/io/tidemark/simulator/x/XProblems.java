package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.faults.XDialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * X's problem documents. Each states whether it is recorded, specified or reported by third
 * parties.
 */
final class XProblems {

  private XProblems() {}

  /** A refusal of the whole request. */
  static JsonObject whole(int status, PlatformRequest request) {
    XDialect dialect = request.faults().x().xDialect();
    return switch (status) {
      case 400 -> invalid(request, List.of());
      case 401 -> plain(status, "Unauthorized");
      // Reported by third parties.
      case 402 ->
          new JsonObject()
              .put("type", dialect.problem("credits"))
              .put("title", "CreditsDepleted")
              .put(
                  "detail",
                  "Your enrolled account [1] does not have any credits to fulfill this request.");
      // Specified in 2.165.
      case 403 ->
          new JsonObject()
              .put("title", "Client Forbidden")
              .put("detail", "This request must be made using an approved developer account.")
              .put("reason", "client-not-enrolled")
              .put("registration_url", "https://developer.x.com/en/portal/products")
              .put("type", dialect.problem("client-forbidden"));
      case 429 -> plain(status, "Too Many Requests");
      case 502 -> plain(status, "Bad Gateway");
      case 503 -> plain(status, "Service Unavailable");
      case 504 -> plain(status, "Gateway Timeout");
      default -> plain(status, "Internal Server Error");
    };
  }

  /** Reported by third parties: returned while the rate limit headers look healthy. */
  static JsonObject usageCapExceeded(PlatformRequest request) {
    return new JsonObject()
        .put("account_id", 1)
        .put("product_name", "standard-basic")
        .put("title", "UsageCapExceeded")
        .put("period", "Monthly")
        .put("scope", "Product")
        .put("detail", "Usage cap exceeded: Monthly product cap")
        .put("type", request.faults().x().xDialect().problem("usage-capped"));
  }

  /** Recorded: one invalid value fails the whole request. */
  static JsonObject invalid(PlatformRequest request, List<JsonObject> errors) {
    return new JsonObject()
        .put("errors", new JsonArray(List.copyOf(errors)))
        .put("title", "Invalid Request")
        .put("detail", "One or more parameters to your request was invalid.")
        .put("type", request.faults().x().xDialect().problem("invalid-request"));
  }

  static JsonObject parameter(String name, String value, String message) {
    return new JsonObject()
        .put("parameters", new JsonObject().put(name, JsonArray.of(value)))
        .put("message", message);
  }

  /** Recorded: deleted or never existed. */
  static JsonObject notFound(
      PlatformRequest request, String resource, String parameter, String value) {
    return item(request, "resource-not-found", resource, parameter, value)
        .put("title", "Not Found Error")
        .put("detail", "Could not find %s with %s: [%s].".formatted(resource, parameter, value));
  }

  /** Wording recorded for referenced tweets; assumed for requested ones. */
  static JsonObject notAuthorized(
      PlatformRequest request, String resource, String parameter, String value) {
    String shown = resource.equals("tweet") ? "Tweet" : resource;
    return item(request, "not-authorized-for-resource", resource, parameter, value)
        .put("title", "Authorization Error")
        .put("section", "data")
        .put(
            "detail",
            "Sorry, you are not authorized to see the %s with %s: [%s]."
                .formatted(shown, parameter, value));
  }

  /** Recorded at the user lookup. */
  static JsonObject suspended(PlatformRequest request, String parameter, String userName) {
    return item(request, "resource-not-found", "user", parameter, userName)
        .put("title", "Forbidden")
        .put("detail", "User has been suspended: [%s].".formatted(userName));
  }

  /** Specified by name only: a transient error, never a deletion. */
  static JsonObject unavailable(
      PlatformRequest request, String resource, String parameter, String value) {
    boolean internal = value.hashCode() % 2 != 0;
    return item(
            request,
            internal ? "internal-error" : "resource-unavailable",
            resource,
            parameter,
            value)
        .put("title", internal ? "Internal Error" : "Resource Unavailable Error")
        .put("detail", "The %s [%s] is not available at the moment.".formatted(resource, value));
  }

  /** Recorded, sometimes many at once: an expansion failed, but the tweet itself is returned. */
  static JsonObject failedExpansion(PlatformRequest request, String value) {
    return notFound(
            request, request.faults().x().xDialect().resource(), "referenced_tweets.id", value)
        .put("section", "includes");
  }

  private static JsonObject item(
      PlatformRequest request, String kind, String resource, String parameter, String value) {
    return new JsonObject()
        .put("value", value)
        .put("resource_type", resource)
        .put("parameter", parameter)
        .put("resource_id", value)
        .put("type", request.faults().x().xDialect().problem(kind));
  }

  private static JsonObject plain(int status, String title) {
    return new JsonObject()
        .put("title", title)
        .put("detail", title)
        .put("type", "about:blank")
        .put("status", status);
  }
}

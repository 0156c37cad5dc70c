package io.tidemark.simulator.endpoint;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The response of a simulated platform.
 *
 * @param tweets ids of the tweets or posts in the body, for the meter
 * @param credits what the platform charges: credits at twitterapi.io, tokens at OpenAI, scrapes of
 *     the monthly quota at RapidAPI
 */
public record PlatformResponse(
    int status, String body, Map<String, String> headers, List<String> tweets, long credits) {

  /** A response in JSON that charges nothing. */
  public static PlatformResponse of(int status, JsonObject body) {
    return json(status, body.encode());
  }

  /** As {@link #of}, with status 200. */
  public static PlatformResponse ok(JsonArray body) {
    return json(200, body.encode());
  }

  /** As {@link #of}, with status 200. */
  public static PlatformResponse ok(JsonObject body) {
    return of(200, body);
  }

  /** The form in which a web server in front of the API responds. */
  public static PlatformResponse html(int status, String title) {
    String body =
        "<!DOCTYPE html><html><head><title>%1$s</title></head><body><h1>%1$s</h1></body></html>"
            .formatted(title);
    return new PlatformResponse(
        status, body, Map.of("content-type", "text/html; charset=utf-8"), List.of(), 0);
  }

  /** This response as one with these tweets or posts in its body. */
  public PlatformResponse carrying(List<String> tweets) {
    return new PlatformResponse(status, body, headers, List.copyOf(tweets), credits);
  }

  /** This response at another price. */
  public PlatformResponse charging(long credits) {
    return new PlatformResponse(status, body, headers, tweets, credits);
  }

  /** This response with an additional header. */
  public PlatformResponse header(String name, String value) {
    var all = new HashMap<>(headers);
    all.put(name, value);
    return new PlatformResponse(status, body, Map.copyOf(all), tweets, credits);
  }

  private static PlatformResponse json(int status, String body) {
    return new PlatformResponse(
        status, body, Map.of("content-type", "application/json"), List.of(), 0);
  }

  PlatformResponse cutInTheMiddle() {
    return new PlatformResponse(
        status, body.substring(0, body.length() / 2), headers, tweets, credits);
  }
}

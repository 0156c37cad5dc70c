package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /}: many requests in one, answered in order. A failure affects only its own part; a
 * part that timed out is null.
 */
final class GraphBatchEndpoint {

  private static final int MOST_PARTS = 50;

  private final PlatformEndpoint endpoints;
  private final GraphTokenCheck tokens;
  private final GraphNodes nodes;
  private final Studio studio;

  GraphBatchEndpoint(
      PlatformEndpoint endpoints, GraphTokenCheck tokens, GraphNodes nodes, Studio studio) {
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.nodes = nodes;
    this.studio = studio;
  }

  /** The error messages for a whole batch are not from recordings. */
  PlatformResponse answer(PlatformRequest request) {
    List<GraphBatchPart> parts = GraphBatchPart.of(request);
    if (parts.isEmpty()) {
      return GraphException.parameter("param batch must be an array of requests.").answer();
    }
    if (parts.size() > MOST_PARTS) {
      return GraphException.parameter(
              "Too many requests in batch message. Maximum batch size is 50")
          .answer();
    }
    Integer most = request.faults().graph().graphMostParts();
    if (most != null && parts.size() > most) {
      return GraphException.tooMuch().answer(500);
    }
    boolean headers = !"false".equals(parameter(request, "include_headers"));
    JsonArray body = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      GraphBatchPart part = parts.get(i);
      if (ranOutOfTime(part, i, request.faults())) {
        body.addNull();
        continue;
      }
      PlatformResponse answer = answer(part, request);
      returned.addAll(answer.tweets());
      body.add(element(answer, headers));
    }
    return PlatformResponse.ok(body).carrying(returned);
  }

  private static boolean ranOutOfTime(GraphBatchPart part, int place, PlatformFaults faults) {
    return (faults.content().nullElement() && place == 0)
        || part.address().ids().stream().anyMatch(faults.graph().nullIds()::contains);
  }

  private PlatformResponse answer(GraphBatchPart part, PlatformRequest request) {
    String token = part.token(request);
    Optional<GraphException> dead = tokens.refusal(token, request.now());
    if (dead.isPresent()) {
      return dead.get().answer();
    }
    StudioAccount account = tokens.holder(token).orElseThrow();
    PlatformRequest counted = endpoints.count(request, GraphPolicy.limit(request, account));
    PlatformResponse answer =
        GraphUsageHeaders.refusal(account, counted)
            .map(GraphException::answer)
            .orElseGet(
                () -> asked(part, new GraphCall(counted, part.address(), account, token, studio)));
    return GraphUsageHeaders.withHeaders(answer, account, counted);
  }

  private PlatformResponse asked(GraphBatchPart part, GraphCall call) {
    return part.method().equals("GET")
        ? nodes.answer(call)
        : GraphException.parameter("Unsupported request method " + part.method()).answer();
  }

  private static JsonObject element(PlatformResponse answer, boolean headers) {
    JsonObject element = new JsonObject().put("code", answer.status());
    if (headers) {
      JsonArray list = new JsonArray();
      answer
          .headers()
          .forEach(
              (name, value) -> list.add(new JsonObject().put("name", name).put("value", value)));
      element.put("headers", list);
    }
    return element.put("body", answer.body());
  }

  private static String parameter(PlatformRequest request, String name) {
    String form = request.raw().getFormAttribute(name);
    return form == null ? request.query(name) : form;
  }
}

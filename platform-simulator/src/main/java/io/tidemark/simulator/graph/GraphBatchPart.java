package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of {@code batch=[{"method":"GET","relative_url":"v25.0/…"}]}. */
record GraphBatchPart(String method, GraphUri address) {

  /** The parts of a batch; empty when the body is not a batch. */
  static List<GraphBatchPart> of(PlatformRequest request) {
    String form = request.raw().getFormAttribute("batch");
    List<GraphBatchPart> parts = new ArrayList<>();
    try {
      for (Object element : new JsonArray(form == null ? request.query("batch") : form)) {
        if (!(element instanceof JsonObject part)) {
          return List.of();
        }
        String url = String.valueOf(part.getValue("relative_url"));
        parts.add(new GraphBatchPart(String.valueOf(part.getValue("method")), GraphUri.of(url)));
      }
    } catch (DecodeException e) {
      return List.of();
    }
    return parts;
  }

  /** The part's own token, otherwise that of the batch. */
  @Nullable String token(PlatformRequest request) {
    String own = address.parameter("access_token");
    return own.isEmpty() ? GraphTokenCheck.of(request) : own;
  }
}

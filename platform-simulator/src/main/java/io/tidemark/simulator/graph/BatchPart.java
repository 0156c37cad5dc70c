package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Visit;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of {@code batch=[{"method":"GET","relative_url":"v25.0/…"}]}. */
record BatchPart(String method, Address address) {

  /** The parts of a batch; empty when what was sent is none. */
  static List<BatchPart> of(Visit visit) {
    String form = visit.request().getFormAttribute("batch");
    List<BatchPart> parts = new ArrayList<>();
    try {
      for (Object element : new JsonArray(form == null ? visit.query("batch") : form)) {
        if (!(element instanceof JsonObject part)) {
          return List.of();
        }
        String url = String.valueOf(part.getValue("relative_url"));
        parts.add(new BatchPart(String.valueOf(part.getValue("method")), Address.of(url)));
      }
    } catch (DecodeException e) {
      return List.of();
    }
    return parts;
  }

  /** Its own token, else that of the whole batch. */
  @Nullable String token(Visit visit) {
    String own = address.parameter("access_token");
    return own.isEmpty() ? Tokens.of(visit) : own;
  }
}

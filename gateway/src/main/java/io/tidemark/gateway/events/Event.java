package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.tidemark.contract.Message.ChangeEvent;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One event of the stream.
 *
 * @param number its place among those of this process
 * @param body what it says, or null for {@code reset}: too much happened to tell one by one
 */
record Event(long number, @Nullable ChangeEvent body) {

  /** A tenant's events are for those who may see the tenant; the others for those who see all. */
  boolean isFor(Caller caller) {
    if (body == null) {
      return true;
    }
    if (body.zone() != null) {
      return caller.zones().contains(body.zone());
    }
    if (body.workspace() != null) {
      return caller.workspaces().contains(body.workspace());
    }
    return caller.zones().all() && caller.workspaces().all();
  }

  /**
   * As it goes over the wire.
   *
   * @param process whose numbers these are
   */
  String frame(String process) {
    return body == null
        ? frame("reset", process, number, "{}")
        : frame(body.kind(), process, number, data(body));
  }

  static String frame(String name, String process, long number, String data) {
    return "event: %s\nid: %s-%d\ndata: %s\n\n".formatted(name, process, number, data);
  }

  private static String data(ChangeEvent body) {
    var json = new JsonObject();
    if (body.id() != null) {
      json.put("id", body.id());
    }
    if (body.zone() != null) {
      json.put("zone_id", body.zone());
    }
    if (body.workspace() != null) {
      json.put("workspace_id", body.workspace());
    }
    body.figures().forEach(json::put);
    return json.encode();
  }
}

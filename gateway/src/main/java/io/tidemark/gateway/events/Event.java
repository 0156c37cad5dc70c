package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.tidemark.contract.Message.ChangeEvent;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One event of the stream.
 *
 * @param number sequence number in this process
 * @param body the change; null for {@code reset}: clients have to read everything again
 * @param frame the wire form, encoded once for all streams
 */
record Event(long number, @Nullable ChangeEvent body, String frame) {

  /**
   * @param process the process that numbers the events
   */
  static Event of(long number, @Nullable ChangeEvent body, String process) {
    return new Event(
        number,
        body,
        body == null
            ? frame("reset", process, number, "{}")
            : frame(body.kind(), process, number, data(body)));
  }

  /** A tenant's event needs access to the tenant, any other one access to all tenants. */
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

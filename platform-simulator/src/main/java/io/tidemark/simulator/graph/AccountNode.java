package io.tidemark.simulator.graph;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The node of the calling account, also available as {@code me}. */
final class AccountNode {

  private AccountNode() {}

  static JsonObject of(StudioAccount account, List<GraphField> fields) {
    String name = account.platform() == Platform.INSTAGRAM ? "username" : "name";
    JsonObject node = new JsonObject().put("id", account.externalId());
    for (GraphField field : fields) {
      if (field.name().equals(name)) {
        node.put(name, account.userName());
      } else if (!field.name().equals("id")) {
        throw GraphException.parameter(
            "Tried accessing nonexisting field (%s)".formatted(field.name()));
      }
    }
    return node;
  }
}

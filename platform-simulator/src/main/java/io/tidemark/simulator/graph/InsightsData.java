package io.tidemark.simulator.graph;

import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The items of an insights response. Clients find them by name; their order is not guaranteed. */
final class InsightsData {

  private final StudioPost post;
  private final List<JsonObject> items = new ArrayList<>();

  InsightsData(StudioPost post) {
    this.post = post;
  }

  /** Adds a metric; a null value is omitted. */
  void add(String metric, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String words = metric.replace('_', ' ');
    String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    items.add(
        new JsonObject()
            .put("name", metric)
            .put("period", "lifetime")
            .put("values", JsonArray.of(new JsonObject().put("value", value)))
            .put("title", title)
            .put("description", "The " + words + " of this post.")
            .put("id", post.externalId() + "/insights/" + metric + "/lifetime"));
  }

  JsonObject in(GraphCall call) {
    var random = call.request().random();
    Collections.shuffle(items, new Random(random.seed() ^ random.call()));
    return new JsonObject().put("data", new JsonArray(List.copyOf(items)));
  }
}

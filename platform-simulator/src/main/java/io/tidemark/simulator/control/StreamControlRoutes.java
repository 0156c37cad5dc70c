package io.tidemark.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Streams that were started over HTTP. */
final class StreamControlRoutes {

  private static final StreamPlan DEFAULTS = StreamPlan.to("http://localhost/", "", List.of("-"));

  private final Function<StreamPlan, WebhookStream> streams;
  private final Map<String, WebhookStream> started = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  StreamControlRoutes(Function<StreamPlan, WebhookStream> streams) {
    this.streams = streams;
  }

  /** Starts a stream and responds without waiting for it. */
  ControlResponse start(RoutingContext http) {
    String body = http.body().asString();
    ObjectNode given = StrictJson.object(body);
    for (String required : List.of("webhookUrl", "webhookKey", "ruleIds")) {
      if (!given.has(required)) {
        throw new InvalidFieldException(required, required + " is missing");
      }
    }
    WebhookStream stream = streams.apply(StrictJson.overlay(DEFAULTS, body));
    String id = Integer.toString(numbers.incrementAndGet());
    started.put(id, stream);
    stream.run();
    return new ControlResponse(201, view(id, stream));
  }

  ControlResponse show(RoutingContext http) {
    String id = http.pathParam("id");
    WebhookStream stream = started.get(id);
    return stream == null
        ? ControlResponse.notFound("there is no stream " + id)
        : new ControlResponse(200, view(id, stream));
  }

  void stopAll() {
    started.values().forEach(WebhookStream::stop);
  }

  private static Map<String, Object> view(String id, WebhookStream stream) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("finished", stream.finished());
    view.put("nextAt", stream.nextAt());
    view.put("report", stream.report());
    return view;
  }
}

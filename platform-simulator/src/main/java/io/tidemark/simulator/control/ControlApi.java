package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The routes under {@code /simulator}, and the index. None of them asks for a key. */
public final class ControlApi {

  private static final List<String> CONTROL =
      List.of(
          "POST /simulator/tweets",
          "GET /simulator/tweets/:id",
          "DELETE /simulator/tweets/:id",
          "POST /simulator/tweets/:id/private",
          "GET|PATCH|DELETE /simulator/switches",
          "GET|DELETE /simulator/meter",
          "POST /simulator/streams",
          "GET /simulator/streams/:id");

  private final Supplier<Switches> switches;
  private final Consumer<Switches> use;
  private final Meter meter;
  private final TweetRoutes tweets;
  private final StreamRoutes streams;

  public ControlApi(
      SimulatedTweets world,
      WorldClock clock,
      Meter meter,
      Supplier<Switches> switches,
      Consumer<Switches> use,
      Function<StreamPlan, WebhookStream> streams) {
    this.switches = switches;
    this.use = use;
    this.meter = meter;
    this.tweets = new TweetRoutes(world, clock);
    this.streams = new StreamRoutes(streams);
  }

  public void mount(Router router) {
    router.route("/simulator/*").handler(BodyHandler.create(false));
    route(router, HttpMethod.GET, "/", this::index);
    route(router, HttpMethod.GET, "/simulator/switches", http -> current());
    route(router, HttpMethod.PATCH, "/simulator/switches", this::change);
    route(router, HttpMethod.DELETE, "/simulator/switches", http -> used(Switches.none()));
    route(router, HttpMethod.GET, "/simulator/meter", http -> metered());
    route(router, HttpMethod.DELETE, "/simulator/meter", http -> resetMeter());
    route(router, HttpMethod.POST, "/simulator/tweets", tweets::post);
    route(router, HttpMethod.GET, "/simulator/tweets/:id", tweets::look);
    route(router, HttpMethod.DELETE, "/simulator/tweets/:id", tweets::delete);
    route(router, HttpMethod.POST, "/simulator/tweets/:id/private", tweets::makePrivate);
    route(router, HttpMethod.POST, "/simulator/streams", streams::start);
    route(router, HttpMethod.GET, "/simulator/streams/:id", streams::look);
  }

  /** Ends the streams that were started here. */
  public void stop() {
    streams.stopAll();
  }

  private Reply index(RoutingContext http) {
    return new Reply(
        200,
        Map.of(
            "name",
            "Tidemark platform simulator",
            "twitterapi.io",
            List.of("/twitter/…", "/oapi/…"),
            "x",
            List.of("/2/…"),
            "control",
            CONTROL));
  }

  private Reply current() {
    return new Reply(200, switches.get());
  }

  private Reply change(RoutingContext http) {
    return used(StrictJson.overlay(switches.get(), http.body().asString(), Switches.class));
  }

  private Reply used(Switches wanted) {
    use.accept(wanted);
    return current();
  }

  private Reply metered() {
    return new Reply(200, MeterView.of(meter));
  }

  private Reply resetMeter() {
    meter.reset();
    return metered();
  }

  private static void route(
      Router router, HttpMethod method, String path, Function<RoutingContext, Reply> endpoint) {
    router
        .route(method, path)
        .handler(
            http -> {
              Reply reply = reply(http, endpoint);
              http.response()
                  .setStatusCode(reply.status())
                  .putHeader("content-type", "application/json")
                  .end(StrictJson.write(reply.body()));
            });
  }

  private static Reply reply(RoutingContext http, Function<RoutingContext, Reply> endpoint) {
    try {
      return endpoint.apply(http);
    } catch (BadInput e) {
      return Reply.badInput(e.field(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      return Reply.badInput(message.replaceAll("\\W.*", ""), message);
    }
  }
}

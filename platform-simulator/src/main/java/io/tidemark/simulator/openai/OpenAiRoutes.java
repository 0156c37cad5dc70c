package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes of OpenAI. */
public final class OpenAiRoutes {

  static final String EMBEDDINGS = "/v1/embeddings";
  static final String COMPLETIONS = "/v1/chat/completions";

  private final PlatformEndpoint endpoints;
  private final OpenAiPolicy policy;

  public OpenAiRoutes(PlatformEndpoint endpoints, String key) {
    this.endpoints = endpoints;
    this.policy = new OpenAiPolicy(key);
  }

  public void mount(Router router) {
    post(router, EMBEDDINGS, Embeddings::embed);
    post(router, COMPLETIONS, Completions::complete);
  }

  private void post(
      Router router, String path, Function<PlatformRequest, PlatformResponse> endpoint) {
    router
        .post(path)
        .handler(BodyHandler.create(false))
        .handler(endpoints.before(policy, path, endpoint));
  }
}

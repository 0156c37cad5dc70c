package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;

/** The routes of OpenAI. */
public final class OpenAiRoutes {

  static final String COMPLETIONS = "/v1/chat/completions";

  private final PlatformEndpoint endpoints;
  private final OpenAiPolicy policy;

  public OpenAiRoutes(PlatformEndpoint endpoints, String key) {
    this.endpoints = endpoints;
    this.policy = new OpenAiPolicy(key);
  }

  public void mount(Router router) {
    endpoints.mount(router, HttpMethod.POST, OpenAiPolicy.EMBEDDINGS, policy, Embeddings::embed);
    endpoints.mount(router, HttpMethod.POST, COMPLETIONS, policy, Completions::complete);
  }
}

package io.tidemark.simulator.openai;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Door;
import io.tidemark.simulator.door.Visit;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes of OpenAI. */
public final class OpenAiApi {

  static final String EMBEDDINGS = "/v1/embeddings";
  static final String COMPLETIONS = "/v1/chat/completions";

  private final Door door;
  private final OpenAiDoor keeper;

  public OpenAiApi(Door door, String key) {
    this.door = door;
    this.keeper = new OpenAiDoor(key);
  }

  public void mount(Router router) {
    post(router, EMBEDDINGS, Embeddings::embed);
    post(router, COMPLETIONS, Completions::complete);
  }

  private void post(Router router, String path, Function<Visit, Answer> endpoint) {
    router
        .post(path)
        .handler(BodyHandler.create(false))
        .handler(door.before(keeper, path, endpoint));
  }
}

package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Door;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /}: many requests in one, answered in their order. A failure stays with its part, and
 * a part that ran out of time is null.
 */
final class Batch {

  private static final int MOST_PARTS = 50;

  private final Door door;
  private final Tokens tokens;
  private final Nodes nodes;
  private final Studio studio;

  Batch(Door door, Tokens tokens, Nodes nodes, Studio studio) {
    this.door = door;
    this.tokens = tokens;
    this.nodes = nodes;
    this.studio = studio;
  }

  /** The wordings of the refusals of a whole batch are not recorded. */
  Answer answer(Visit visit) {
    List<BatchPart> parts = BatchPart.of(visit);
    if (parts.isEmpty()) {
      return Refused.parameter("param batch must be an array of requests.").answer();
    }
    if (parts.size() > MOST_PARTS) {
      return Refused.parameter("Too many requests in batch message. Maximum batch size is 50")
          .answer();
    }
    Integer most = visit.faults().graph().graphMostParts();
    if (most != null && parts.size() > most) {
      return Refused.tooMuch().answer(500);
    }
    boolean headers = !"false".equals(parameter(visit, "include_headers"));
    JsonArray body = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      BatchPart part = parts.get(i);
      if (ranOutOfTime(part, i, visit.faults())) {
        body.addNull();
        continue;
      }
      Answer answer = answer(part, visit);
      returned.addAll(answer.tweets());
      body.add(element(answer, headers));
    }
    return Answer.ok(body).carrying(returned);
  }

  private static boolean ranOutOfTime(BatchPart part, int place, Switches faults) {
    return (faults.content().nullElement() && place == 0)
        || part.address().ids().stream().anyMatch(faults.graph().nullIds()::contains);
  }

  private Answer answer(BatchPart part, Visit visit) {
    String token = part.token(visit);
    Optional<Refused> dead = tokens.refusal(token, visit.now());
    if (dead.isPresent()) {
      return dead.get().answer();
    }
    StudioAccount account = tokens.holder(token).orElseThrow();
    Visit counted = door.count(visit, GraphDoor.allowance(visit, account));
    Answer answer =
        Usage.refusal(account, counted)
            .map(Refused::answer)
            .orElseGet(
                () -> asked(part, new GraphCall(counted, part.address(), account, token, studio)));
    return Usage.stamp(answer, account, counted);
  }

  private Answer asked(BatchPart part, GraphCall call) {
    return part.method().equals("GET")
        ? nodes.answer(call)
        : Refused.parameter("Unsupported request method " + part.method()).answer();
  }

  private static JsonObject element(Answer answer, boolean headers) {
    JsonObject element = new JsonObject().put("code", answer.status());
    if (headers) {
      JsonArray list = new JsonArray();
      answer
          .headers()
          .forEach(
              (name, value) -> list.add(new JsonObject().put("name", name).put("value", value)));
      element.put("headers", list);
    }
    return element.put("body", answer.body());
  }

  private static String parameter(Visit visit, String name) {
    String form = visit.request().getFormAttribute(name);
    return form == null ? visit.query(name) : form;
  }
}

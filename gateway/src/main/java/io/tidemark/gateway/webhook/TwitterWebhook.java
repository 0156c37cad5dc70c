package io.tidemark.gateway.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.webhook.WebhookAdmission.Sender;
import io.tidemark.tracker.intake.Accepted;
import io.tidemark.tracker.intake.Delivery;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.intake.Intake;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The webhook of twitterapi.io (UPSTREAMS 1.5). */
public final class TwitterWebhook {

  /** As in openapi.yaml. */
  private static final int MOST_RULE_ID = 200;

  /** Bytes of a body that take an event loop a few milliseconds; larger ones are read elsewhere. */
  private static final int ON_THE_EVENT_LOOP = 256 * 1024;

  private final Intake intake;
  private final WebhookAdmission admission;
  private final MeterRegistry meters;

  public TwitterWebhook(Intake intake, WebhookAdmission admission, MeterRegistry meters) {
    this.intake = intake;
    this.admission = admission;
    this.meters = meters;
  }

  public void health(RoutingContext request) {
    request.json(new JsonObject().put("status", "ok"));
  }

  public void receive(RoutingContext request) {
    Buffer body = request.body().buffer();
    if (body == null || body.length() == 0) {
      pong(request);
      return;
    }
    Optional<Sender> sender = WebhookAdmission.sender(request);
    if (sender.isEmpty() && !isTest(body)) {
      admission.refuse(request);
      return;
    }
    String ruleId = request.request().getParam("rule_id");
    if (body.length() <= ON_THE_EVENT_LOOP) {
      take(request, sender, body, read(body, ruleId));
      return;
    }
    request
        .vertx()
        .executeBlocking(() -> read(body, ruleId), false)
        .onSuccess(
            delivery -> {
              try {
                take(request, sender, body, delivery);
              } catch (Problem problem) {
                request.fail(problem);
              }
            })
        .onFailure(request::fail);
  }

  /**
   * What a body delivers; empty when it is a test.
   *
   * @throws Problem when it cannot be read
   */
  private static Optional<Delivery> read(Buffer body, @Nullable String ruleId) {
    byte[] bytes = body.getBytes();
    if (holdsNul(bytes)) { // the parser would take UTF-16, but we could not keep it
      throw Problem.of(Type.MALFORMED_BODY, "the body must be JSON in UTF-8");
    }
    try {
      JsonNode json = DeliveryJson.parse(bytes);
      return DeliveryJson.isTest(json)
          ? Optional.empty()
          : Optional.of(withRule(DeliveryJson.read(json), ruleId));
    } catch (Delivery.Unreadable unreadable) {
      throw Problem.of(
          Type.MALFORMED_BODY,
          unreadable.field().isEmpty()
              ? unreadable.getMessage()
              : unreadable.field() + " " + unreadable.getMessage());
    }
  }

  private void take(
      RoutingContext request, Optional<Sender> sender, Buffer body, Optional<Delivery> read) {
    if (read.isEmpty()) {
      pong(request);
      return;
    }
    Delivery delivery = read.get();
    if (delivery.ruleId().orElse("").length() > MOST_RULE_ID) {
      throw Problem.of(
          Type.MALFORMED_BODY,
          "rule_id must have at most %d characters; a longer one cannot be mapped."
              .formatted(MOST_RULE_ID));
    }
    if (delivery.tweets().isEmpty() && !delivery.errors().isEmpty()) {
      throw Problem.of(
          Type.INVALID_REQUEST, "None of the tweets can be taken.", errors(delivery.errors()));
    }
    admission.takePlace(request);
    sender
        .flatMap(Sender::zone)
        .map(zone -> acceptFor(zone, delivery))
        .orElseGet(() -> intake.accept(delivery, body::toString))
        .onSuccess(accepted -> answer(request, delivery, accepted))
        .onFailure(request::fail);
  }

  private Future<Accepted> acceptFor(String zone, Delivery delivery) {
    return intake
        .acceptFor(zone, delivery)
        .map(routed -> routed.orElseThrow(() -> Callers.noZone(zone)));
  }

  private void answer(RoutingContext request, Delivery delivery, Accepted accepted) {
    switch (accepted) {
      case Accepted.Routed routed -> {
        meters.counter("tidemark.webhook.tweets", "result", "created").increment(routed.created());
        meters
            .counter("tidemark.webhook.tweets", "result", "duplicate")
            .increment(routed.duplicates());
        request.json(routed(routed, delivery.errors()));
      }
      case Accepted.Unrouted unrouted -> {
        meters.counter("tidemark.webhook.unrouted").increment();
        request
            .response()
            .setStatusCode(202)
            .putHeader("Content-Type", "application/json")
            .end(
                new JsonObject()
                    .put("success", true)
                    .put("routed", false)
                    .put("rule_id", unrouted.ruleId())
                    .put(
                        "message",
                        "No zone is mapped to this rule; the delivery is kept and replayed when"
                            + " one is.")
                    .encode());
      }
    }
  }

  private static JsonObject routed(Accepted.Routed routed, List<Delivery.BadTweet> bad) {
    var answer =
        new JsonObject()
            .put("success", true)
            .put("processed", routed.processed())
            .put("created", routed.created())
            .put("duplicates", routed.duplicates())
            .put("readings", routed.readings())
            .put("errors", routed.errors())
            .put("lotId", routed.lotId())
            .put("engagement_tracking_scheduled", routed.firstUpdateAt() != null)
            .put(
                "firstUpdateAt",
                Optional.ofNullable(routed.firstUpdateAt()).map(Object::toString).orElse(null));
    if (!bad.isEmpty()) {
      answer.put("errorDetails", errors(bad));
    }
    return answer;
  }

  private static JsonArray errors(List<Delivery.BadTweet> bad) {
    var errors = new JsonArray();
    bad.stream()
        .limit(100)
        .forEach(
            tweet ->
                errors.add(
                    new JsonObject()
                        .put("index", tweet.index())
                        .put("field", tweet.field())
                        .put("reason", tweet.reason())));
    return errors;
  }

  private static Delivery withRule(Delivery delivery, @Nullable String ruleId) {
    return delivery.ruleId().isPresent() || ruleId == null || ruleId.isBlank()
        ? delivery
        : new Delivery(
            Optional.of(ruleId.strip().replace("\0", "")),
            delivery.processed(),
            delivery.tweets(),
            delivery.errors());
  }

  private static boolean holdsNul(byte[] bytes) {
    for (byte one : bytes) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTest(Buffer body) {
    try {
      return DeliveryJson.isTest(DeliveryJson.parse(body.getBytes()));
    } catch (Delivery.Unreadable notEvenJson) {
      return false;
    }
  }

  private static void pong(RoutingContext request) {
    request.json(new JsonObject().put("success", true).put("message", "pong"));
  }
}

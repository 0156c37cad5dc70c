package io.tidemark.gateway.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.flow.LogThrottle;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.webhook.WebhookAdmission.Sender;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.intake.Accepted;
import io.tidemark.tracker.intake.Delivery;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.Overloaded;
import io.tidemark.tracker.intake.RuleIds;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.upstream.Answers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The webhook of twitterapi.io (twitterapi.io documentation, Webhook/Websocket Filter Rules). */
public final class TwitterWebhook {

  private static final Logger log = LoggerFactory.getLogger(TwitterWebhook.class);

  /** The most rejected tweets that the answer names. */
  private static final int MOST_NAMED = 100;

  /** The Retry-After of a full store, which waits for an operator. */
  private static final int WHEN_FULL_SECONDS = 3_600;

  /** A larger body is parsed off the event loop, as it would block it for milliseconds. */
  private static final int ON_THE_EVENT_LOOP = 256 * 1024;

  private final Intake intake;
  private final WebhookAdmission admission;
  private final int maxBody;
  private final MeterRegistry meters;
  private final Timer time;
  private final LogThrottle lines = new LogThrottle(System::nanoTime);

  /**
   * @param maxBody the most bytes of a delivery, decoded
   */
  public TwitterWebhook(
      Intake intake, WebhookAdmission admission, int maxBody, MeterRegistry meters) {
    this.intake = intake;
    this.admission = admission;
    this.maxBody = maxBody;
    this.meters = meters;
    this.time = meters.timer("tidemark.webhook.time");
  }

  public void health(RoutingContext request) {
    request.json(new JsonObject().put("status", "ok"));
  }

  public void receive(RoutingContext request) {
    Buffer sent = request.body().buffer();
    if (sent == null || sent.length() == 0) {
      pong(request);
      return;
    }
    Optional<Sender> sender = WebhookAdmission.sender(request);
    if (sender.isEmpty() && !isTest(request, sent)) {
      admission.refuse(request);
      return;
    }
    String encoding = request.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    String ruleId = request.request().getParam("rule_id");
    if (encoding == null && sent.length() <= ON_THE_EVENT_LOOP) {
      take(request, sender, read(sent, ruleId));
      return;
    }
    request
        .vertx()
        .executeBlocking(() -> read(Encodings.unpacked(encoding, sent, maxBody), ruleId), false)
        .onSuccess(
            read -> {
              try {
                take(request, sender, read);
              } catch (RuntimeException problem) {
                request.fail(problem);
              }
            })
        .onFailure(request::fail);
  }

  /**
   * A body and its delivery.
   *
   * @param body decoded
   * @param delivery empty for a test ping
   */
  private record Read(Buffer body, Optional<Delivery> delivery) {}

  /**
   * Reads the delivery of a body.
   *
   * @throws Problem when it cannot be read
   */
  private static Read read(Buffer body, @Nullable String ruleId) {
    byte[] bytes = body.getBytes();
    if (holdsNul(bytes)) { // the parser would take UTF-16, but we could not keep it
      throw Problem.of(Type.MALFORMED_BODY, "the body must be JSON in UTF-8");
    }
    try {
      JsonNode json = DeliveryJson.parse(bytes);
      if (DeliveryJson.isTest(json)) {
        return new Read(body, Optional.empty());
      }
      Delivery delivery = withRule(DeliveryJson.read(json), ruleId);
      RuleIds.problem(delivery.ruleId().orElse(Intake.NO_RULE))
          .ifPresent(
              problem -> {
                throw Problem.of(Type.MALFORMED_BODY, "rule_id " + problem);
              });
      return new Read(body, Optional.of(delivery));
    } catch (Delivery.Unreadable unreadable) {
      throw Problem.of(
          Type.MALFORMED_BODY,
          unreadable.field().isEmpty()
              ? unreadable.getMessage()
              : unreadable.field() + " " + unreadable.getMessage());
    }
  }

  private void take(RoutingContext request, Optional<Sender> sender, Read read) {
    if (read.delivery().isEmpty()) {
      pong(request);
      return;
    }
    Buffer body = read.body();
    Delivery delivery = read.delivery().get();
    if (delivery.isAllBad()) {
      throw Problem.of(
          Type.INVALID_REQUEST, "None of the tweets can be taken.", named(delivery.errors()));
    }
    boolean zoneKnown = sender.flatMap(Sender::zone).isPresent();
    if (delivery.processed() == 0 && delivery.ruleId().isEmpty() && !zoneKnown) {
      throw Problem.of(Type.MALFORMED_BODY, "The delivery has no tweets and names no rule.");
    }
    admission.reservePlace(request);
    long began = System.nanoTime();
    sender
        .flatMap(Sender::zone)
        .map(zone -> acceptFor(zone, delivery))
        .orElseGet(() -> intake.accept(delivery, body.length(), body::toString))
        .onComplete(done -> time.record(System.nanoTime() - began, TimeUnit.NANOSECONDS))
        .onSuccess(accepted -> answer(request, accepted))
        .onFailure(problem -> request.fail(translated(problem, delivery)));
  }

  private Throwable translated(Throwable problem, Delivery delivery) {
    if (problem instanceof UnroutedDeliveries.Full full) {
      lines
          .next()
          .ifPresent(
              others ->
                  log.atWarn()
                      .addKeyValue("rule", full.ruleId())
                      .addKeyValue("others", others)
                      .log(
                          "A delivery is refused: no zone is mapped to its rule, and as many as"
                              + " TIDEMARK_WEBHOOK_MOST_UNROUTED are kept already"));
      return Problem.later(
          Type.OVER_QUOTA,
          "No zone is mapped to the rule %s and %s (TIDEMARK_WEBHOOK_MOST_UNROUTED); nothing was saved."
              .formatted(full.ruleId(), full.getMessage()),
          WHEN_FULL_SECONDS);
    }
    if (problem instanceof Overloaded) {
      return Problem.unavailable(problem.getMessage(), 1);
    }
    // When all of several tweets are refused, the cause is not the tweets.
    return delivery.processed() == 1 && DatabaseErrors.isOfTheData(problem)
        ? Problem.of(
            Type.INVALID_REQUEST,
            "The tweet cannot be taken: the database refuses it: "
                + Answers.shorten(problem.getMessage()))
        : problem;
  }

  private Future<Accepted> acceptFor(String zone, Delivery delivery) {
    return intake
        .acceptFor(zone, delivery)
        .map(routed -> routed.orElseThrow(() -> Callers.noZone(zone)));
  }

  private void answer(RoutingContext request, Accepted accepted) {
    switch (accepted) {
      case Accepted.Routed routed -> {
        meters.counter("tidemark.webhook.tweets", "result", "created").increment(routed.created());
        meters
            .counter("tidemark.webhook.tweets", "result", "duplicate")
            .increment(routed.duplicates());
        meters.counter("tidemark.webhook.tweets", "result", "ignored").increment(routed.ignored());
        ApiJson.ok(request, DeliveryResult.of(routed));
      }
      case Accepted.Unrouted unrouted -> {
        meters.counter("tidemark.webhook.unrouted").increment();
        ApiJson.answer(
            request,
            202,
            new UnroutedDelivery(
                true,
                false,
                unrouted.ruleId(),
                "No zone is mapped to this rule; the delivery is kept and replayed when one is."));
      }
    }
  }

  private record UnroutedDelivery(boolean success, boolean routed, String ruleId, String message) {}

  /** The result of a delivery, with the property names that senders know. */
  private record DeliveryResult(
      boolean success,
      int processed,
      int created,
      int duplicates,
      int readings,
      int errors,
      @JsonProperty("lotId") @Nullable Long lotId,
      boolean engagementTrackingScheduled,
      @JsonProperty("firstUpdateAt") @Nullable Instant firstUpdateAt,
      @JsonInclude(Include.NON_NULL) @Nullable Integer ignored,
      @JsonProperty("errorDetails") @JsonInclude(Include.NON_EMPTY)
          List<Delivery.BadTweet> errorDetails) {

    static DeliveryResult of(Accepted.Routed routed) {
      return new DeliveryResult(
          true,
          routed.processed(),
          routed.created(),
          routed.duplicates(),
          routed.snapshots(),
          routed.errors().size(),
          routed.lotId(),
          routed.firstUpdateAt() != null,
          routed.firstUpdateAt(),
          routed.ignored() == 0 ? null : routed.ignored(),
          named(routed.errors()));
    }
  }

  private static List<Delivery.BadTweet> named(List<Delivery.BadTweet> bad) {
    return bad.stream().limit(MOST_NAMED).toList();
  }

  private static Delivery withRule(Delivery delivery, @Nullable String ruleId) {
    return delivery.ruleId().isPresent() || ruleId == null || ruleId.isBlank()
        ? delivery
        : delivery.of(ruleId.strip().replace("\0", ""));
  }

  private static boolean holdsNul(byte[] bytes) {
    for (byte one : bytes) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  /** A ping is small, also when decoded. */
  private static boolean isTest(RoutingContext request, Buffer sent) {
    try {
      Buffer body =
          Encodings.unpacked(
              request.request().getHeader(HttpHeaders.CONTENT_ENCODING),
              sent,
              WebhookAdmission.PING_BYTES);
      return DeliveryJson.isTest(DeliveryJson.parse(body.getBytes()));
    } catch (Delivery.Unreadable | Problem notEvenJson) {
      return false;
    }
  }

  private static void pong(RoutingContext request) {
    request.json(new JsonObject().put("success", true).put("message", "pong"));
  }
}

package io.tidemark.gateway.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.access.Credentials;
import io.tidemark.access.Hashes;
import io.tidemark.access.KeyRing;
import io.tidemark.gateway.access.WrongKeys;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.settings.Settings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the body of a request, or not. The sender of a delivery of any size is known, and its place
 * among those in flight is taken, before a byte of it is read: a flood costs headers, not memory.
 * What is as small as a test ping is read first, for it may be one.
 */
public final class WebhookAdmission implements Handler<RoutingContext> {

  public static final String PATH = "/api/webhooks/twitter";

  /** A request without a key may still be a test ping, and those are small. */
  static final int PING_BYTES = 4_096;

  /** No body of another operation comes near it. */
  private static final int OTHER_BYTES = 256 * 1024;

  private static final String SENDER = "tidemark.webhook.sender";
  private static final String PLACE = "tidemark.webhook.place";

  /**
   * Who sends a delivery.
   *
   * @param zone that its path token stands for; empty when the sender's key was right and the rule
   *     says where the tweets go
   */
  record Sender(Optional<String> zone) {}

  private final KeyRing keys;
  private final Credentials credentials;
  private final WrongKeys wrongKeys;
  private final int most;
  private final Duration bodyTimeout;
  private final MeterRegistry meters;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final BodyHandler deliveries;
  private final BodyHandler pings = BodyHandler.create(false).setBodyLimit(PING_BYTES);
  private final BodyHandler others;

  public WebhookAdmission(
      Settings.Webhook settings,
      Credentials credentials,
      WrongKeys wrongKeys,
      MeterRegistry meters) {
    this.keys = new KeyRing(settings.keys());
    this.credentials = credentials;
    this.wrongKeys = wrongKeys;
    this.most = settings.inFlight();
    this.bodyTimeout = settings.bodyTimeout();
    this.meters = meters;
    this.deliveries = BodyHandler.create(false).setBodyLimit(settings.maxBody());
    this.others = BodyHandler.create(false).setBodyLimit(mostOfOthers(settings));
    meters.gauge("tidemark.webhook.in.flight", inFlight);
  }

  /** Bytes of a body that is no delivery at most, unpacked too. */
  public static int mostOfOthers(Settings.Webhook settings) {
    return Math.min(OTHER_BYTES, settings.maxBody());
  }

  /** Empty when nothing has shown who sent it. */
  static Optional<Sender> sender(RoutingContext request) {
    return Optional.ofNullable(request.get(SENDER));
  }

  @Override
  public void handle(RoutingContext request) {
    expectBody(request);
    String path = request.normalizedPath();
    boolean delivery = path.equals(PATH) || path.startsWith(PATH + "/");
    if (!delivery || request.request().method() != HttpMethod.POST) {
      others.handle(request);
    } else if (path.length() > PATH.length() + 1) {
      byToken(request, path.substring(PATH.length() + 1));
    } else {
      byKey(request);
    }
  }

  /** Does not wait for ever for the body that the head has announced. */
  private void expectBody(RoutingContext request) {
    if (!mayHaveBody(request.request())) {
      return;
    }
    long timer = request.vertx().setTimer(bodyTimeout.toMillis(), late -> giveUpOnBody(request));
    request.addEndHandler(ended -> request.vertx().cancelTimer(timer));
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  private void giveUpOnBody(RoutingContext request) {
    if (request.request().isEnded() || request.response().ended()) {
      return;
    }
    request.request().pause(); // whatever still comes must not be taken for a whole body
    hangUp(request);
    request.fail(
        Problem.of(
            Type.BODY_TOO_SLOW,
            "The body was not here after %s (TIDEMARK_WEBHOOK_BODY_TIMEOUT); nothing was saved."
                .formatted(bodyTimeout.toString().substring(2).toLowerCase(Locale.ROOT))));
  }

  private void byKey(RoutingContext request) {
    String key = request.request().getHeader("X-API-Key");
    if (keys.admits(key)) {
      byte[] hash = Hashes.sha256(key);
      if (isHeard(request, hash)) {
        wrongKeys.good(hash);
        admit(request, new Sender(Optional.empty()));
      }
    } else if (length(request) > PING_BYTES) {
      refuse(request);
    } else {
      pings.handle(request);
    }
  }

  private void byToken(RoutingContext request, String token) {
    byte[] hash = Hashes.sha256(token);
    if (!isHeard(request, hash)) {
      return;
    }
    request.request().pause();
    credentials
        .zoneOfWebhookKey(token)
        .onComplete(
            known -> {
              request.request().resume();
              if (known.failed()) {
                request.fail(known.cause());
              } else if (known.result().isEmpty()) {
                refuse(request);
              } else {
                wrongKeys.good(hash);
                admit(request, new Sender(known.result()));
              }
            });
  }

  /** Answers the request when too many wrong credentials came from where it comes from. */
  private boolean isHeard(RoutingContext request, byte[] hash) {
    Optional<Problem> unheard = wrongKeys.unheard(request, hash);
    unheard.ifPresent(
        problem -> {
          hangUp(request);
          request.fail(problem);
        });
    return unheard.isEmpty();
  }

  private void admit(RoutingContext request, Sender sender) {
    request.put(SENDER, sender);
    if (length(request) >= 0 && length(request) <= PING_BYTES) {
      deliveries.handle(request);
    } else {
      try {
        takePlace(request);
      } catch (Problem full) {
        hangUp(request);
        request.fail(full);
        return;
      }
      deliveries.handle(request);
    }
  }

  /**
   * Takes the request's place among the deliveries in flight, unless it has it already; it is given
   * back when the answer has been sent or the sender is gone.
   *
   * @throws Problem when all are taken
   */
  void takePlace(RoutingContext request) {
    if (request.get(PLACE) != null) {
      return;
    }
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      meters.counter("tidemark.webhook.refused").increment();
      throw Problem.unavailable(
          "%d deliveries are in flight already; nothing was saved.".formatted(most), 1);
    }
    request.put(PLACE, true);
    var givenBack = new AtomicBoolean();
    request.addEndHandler(ended -> giveBack(givenBack));
    // A handler that is added after the end is never called.
    if (request.response().ended() || request.response().closed()) {
      giveBack(givenBack);
    }
  }

  private void giveBack(AtomicBoolean givenBack) {
    if (givenBack.compareAndSet(false, true)) {
      inFlight.decrementAndGet();
    }
  }

  /** Answers a delivery of which nothing has shown who sent it. */
  void refuse(RoutingContext request) {
    hangUp(request);
    request.fail(
        wrongKeys.refused(
            request,
            Problem.of(
                Type.KEY_REQUIRED,
                keys.isEmpty()
                    ? "TIDEMARK_WEBHOOK_KEYS is not set; only a webhook whose path has a token is"
                        + " heard."
                    : "X-API-Key, or the token in the path, is missing or not one of ours.")));
  }

  /** What is left of the body would have to be read before the next request of the connection. */
  private static void hangUp(RoutingContext request) {
    if (!request.request().isEnded()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** -1 when it is not said. */
  private static long length(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException noLength) {
      return -1;
    }
  }
}

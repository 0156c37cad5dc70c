package io.tidemark.gateway.webhook;

import io.micrometer.core.instrument.Counter;
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
 * Decides whether the body of a request is read. The sender of a delivery is authenticated, and a
 * place among the deliveries in flight is reserved, before its body is read: a flood costs headers,
 * not memory. A body no larger than a test ping is read first, because it may be one.
 */
public final class WebhookAdmission implements Handler<RoutingContext> {

  public static final String PATH = "/api/webhooks/twitter";

  /** The most bytes of a request without a key, which may be a test ping. */
  static final int PING_BYTES = 4_096;

  /** The most bytes of other operations' bodies, which are far smaller. */
  private static final int OTHER_BYTES = 256 * 1024;

  private static final String SENDER = "tidemark.webhook.sender";
  private static final String PLACE = "tidemark.webhook.place";

  /**
   * The authenticated sender of a delivery.
   *
   * @param zone of its path token; empty for a valid key, where the rule determines the zone
   */
  record Sender(Optional<String> zone) {}

  private final KeyRing keys;
  private final Credentials credentials;
  private final WrongKeys wrongKeys;
  private final int most;
  private final Duration bodyTimeout;
  private final Counter refused;
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
    this.refused = meters.counter("tidemark.webhook.refused");
    this.deliveries = BodyHandler.create(false).setBodyLimit(settings.maxBody());
    this.others = BodyHandler.create(false).setBodyLimit(mostOfOthers(settings));
    meters.gauge("tidemark.webhook.in.flight", inFlight);
  }

  /** The most bytes of a body that is no delivery, also when decoded. */
  public static int mostOfOthers(Settings.Webhook settings) {
    return Math.min(OTHER_BYTES, settings.maxBody());
  }

  /** The sender; empty when it is not authenticated. */
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

  /** Limits the time in which the body must arrive. */
  private void expectBody(RoutingContext request) {
    if (!mayHaveBody(request.request())) {
      return;
    }
    long timer = request.vertx().setTimer(bodyTimeout.toMillis(), late -> timeOutBody(request));
    request.addEndHandler(ended -> request.vertx().cancelTimer(timer));
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  private void timeOutBody(RoutingContext request) {
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
      if (isAdmitted(request, hash)) {
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
    if (!isAdmitted(request, hash)) {
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

  /** Rejects the request when its address is blocked for too many invalid credentials. */
  private boolean isAdmitted(RoutingContext request, byte[] hash) {
    Optional<Problem> blocked = wrongKeys.blocked(request, hash);
    blocked.ifPresent(
        problem -> {
          hangUp(request);
          request.fail(problem);
        });
    return blocked.isEmpty();
  }

  private void admit(RoutingContext request, Sender sender) {
    request.put(SENDER, sender);
    if (length(request) >= 0 && length(request) <= PING_BYTES) {
      deliveries.handle(request);
    } else {
      try {
        reservePlace(request);
      } catch (Problem full) {
        hangUp(request);
        request.fail(full);
        return;
      }
      deliveries.handle(request);
    }
  }

  /**
   * Reserves a place for the request among the deliveries in flight, unless it has one. The place
   * is released when the answer has been sent or the connection is closed.
   *
   * @throws Problem when all places are taken
   */
  void reservePlace(RoutingContext request) {
    if (request.get(PLACE) != null) {
      return;
    }
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      refused.increment();
      throw Problem.unavailable(
          "%d deliveries are in flight already; nothing was saved.".formatted(most), 1);
    }
    request.put(PLACE, true);
    var released = new AtomicBoolean();
    request.addEndHandler(ended -> releasePlace(released));
    // A handler that is added after the end of the response is never called.
    if (request.response().ended() || request.response().closed()) {
      releasePlace(released);
    }
  }

  private void releasePlace(AtomicBoolean released) {
    if (released.compareAndSet(false, true)) {
      inFlight.decrementAndGet();
    }
  }

  /** Rejects a delivery whose sender is not authenticated. */
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

  /** Closes the connection: its next request would come after the unread rest of the body. */
  private static void hangUp(RoutingContext request) {
    if (!request.request().isEnded()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** The Content-Length; -1 when it is absent or invalid. */
  private static long length(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException noLength) {
      return -1;
    }
  }
}

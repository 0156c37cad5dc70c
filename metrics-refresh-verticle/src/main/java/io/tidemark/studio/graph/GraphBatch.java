package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.access.Hashes;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.graph.GraphError.Meaning;
import io.tidemark.studio.graph.GraphUsage.UsagePauses;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends up to 50 requests as one batch (Graph API documentation, Batch Requests). A failure affects
 * only its part, unlike in the other ways of asking for many items. Each part counts as a request.
 */
public final class GraphBatch {

  public static final int MOST_PARTS = 50;

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final WorldClock clock;
  private final String address;
  private final GraphUsage usage;
  private final BatchSizes sizes = new BatchSizes(MOST_PARTS);

  /**
   * @param use which of a business's usage entries is this product's: {@code instagram} or {@code
   *     pages}
   */
  public GraphBatch(
      WebClient client, AccountUpstreams upstreams, WorldClock clock, URI baseUrl, String use) {
    this.client = client;
    this.upstreams = upstreams;
    this.usage = new GraphUsage(use, upstreams.times());
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "") + "/";
  }

  /**
   * The account that is asked about, with its token.
   *
   * @param tenant permits are shared fairly between tenants
   * @param id the row of studio_accounts
   */
  public record Requester(String token, String tenant, long id) {

    /** Without the token. */
    @Override
    public String toString() {
      return "account %d of %s".formatted(id, tenant);
    }

    String account() {
      return Hashes.shortName(token);
    }
  }

  /** The result of a request as a whole. */
  private sealed interface BatchAnswer {
    record Parts(List<Part> parts) implements BatchAnswer {}

    /** The platform refused the size; the remedy is fewer parts, not a later retry. */
    record TooLarge(String why) implements BatchAnswer {}
  }

  /**
   * The answers to {@code relativeUrls}, in their order; sends several requests when the platform
   * refuses the size of one.
   */
  Future<CallOutcome<List<Part>>> ask(Requester requester, List<String> relativeUrls) {
    int most = sizes.most(requester.account(), clock.instant());
    return relativeUrls.size() > most
        ? inPieces(requester, relativeUrls, most, 0, new ArrayList<>())
        : once(requester, relativeUrls).compose(outcome -> parts(requester, relativeUrls, outcome));
  }

  private Future<CallOutcome<List<Part>>> parts(
      Requester requester, List<String> relativeUrls, CallOutcome<BatchAnswer> outcome) {
    if (!(outcome instanceof CallOutcome.Answered<BatchAnswer> answered)) {
      return Future.succeededFuture(outcome.unanswered());
    }
    return switch (answered.content()) {
      case BatchAnswer.Parts said ->
          Future.succeededFuture(new CallOutcome.Answered<List<Part>>(said.parts()));
      case BatchAnswer.TooLarge much -> {
        if (relativeUrls.size() == 1) {
          yield Future.succeededFuture(new CallOutcome.Transient<List<Part>>(much.why(), false));
        }
        int half = relativeUrls.size() / 2;
        sizes.tooMuch(requester.account(), half, clock.instant());
        yield inPieces(requester, relativeUrls, half, 0, new ArrayList<>());
      }
    };
  }

  /**
   * @param answers the answers to the parts before {@code from}
   */
  private Future<CallOutcome<List<Part>>> inPieces(
      Requester requester, List<String> relativeUrls, int most, int from, List<Part> answers) {
    if (from >= relativeUrls.size()) {
      return Future.succeededFuture(new CallOutcome.Answered<>(answers));
    }
    List<String> piece = relativeUrls.subList(from, Math.min(relativeUrls.size(), from + most));
    return ask(requester, piece)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<List<Part>> answered) {
                answers.addAll(answered.content());
                return inPieces(requester, relativeUrls, most, from + piece.size(), answers);
              }
              if (outcome instanceof CallOutcome.AuthDead || answers.isEmpty()) {
                return Future.succeededFuture(outcome.unanswered());
              }
              String why = outcome.why();
              while (answers.size() < relativeUrls.size()) {
                answers.add(new Part.Unanswered(why));
              }
              return Future.succeededFuture(new CallOutcome.Answered<>(answers));
            });
  }

  private Future<CallOutcome<BatchAnswer>> once(Requester requester, List<String> relativeUrls) {
    return upstreams
        .ofAll()
        .now()
        .compose(
            pause ->
                pause.isPresent()
                    ? Future.succeededFuture(
                        new CallOutcome.NotSent<>(pause.get().until(), pause.get().reason()))
                    : send(requester, relativeUrls));
  }

  private Future<CallOutcome<BatchAnswer>> send(Requester requester, List<String> relativeUrls) {
    var pauses = new AtomicReference<>(UsagePauses.NOTHING);
    var sentAt = new AtomicReference<>(clock.instant());
    int requests =
        relativeUrls.size() * (usage.isSlow(requester.account(), clock.instant()) ? 2 : 1);
    return upstreams
        .of(requester.token())
        .compose(
            upstream ->
                upstream
                    .call(
                        new Cost(requests, relativeUrls.size(), List.of()),
                        requester.tenant(),
                        () -> {
                          // Each attempt is a call of its own, and may have waited for a permit.
                          sentAt.set(clock.instant());
                          return client
                              .postAbs(address)
                              .putHeader("content-type", "application/x-www-form-urlencoded");
                        },
                        form(requester, relativeUrls),
                        response -> read(response, requester, relativeUrls.size(), pauses),
                        said ->
                            said instanceof BatchAnswer.Parts answered
                                ? BillableUsage.items(answered.parts().size())
                                : BillableUsage.NOTHING)
                    .compose(
                        outcome ->
                            pause(upstream, pauses.get().beside(outcome), sentAt.get())
                                .map(outcome)));
  }

  /**
   * Begins the pauses that an answer asks for, in all processes, before its outcome is returned.
   */
  private Future<Void> pause(Upstream upstream, UsagePauses pauses, Instant sentAt) {
    return pauses
        .ofAccount()
        .map(said -> upstream.pauseFor(said, sentAt))
        .orElseGet(Future::succeededFuture)
        .compose(
            paused ->
                pauses
                    .ofApp()
                    .map(said -> upstreams.ofAll().begin(said, sentAt))
                    .orElseGet(Future::succeededFuture));
  }

  private static Buffer form(Requester requester, List<String> relativeUrls) {
    var parts = new JsonArray();
    for (String url : relativeUrls) {
      parts.add(new JsonObject().put("method", "GET").put("relative_url", url));
    }
    // The token goes into the body: addresses are logged.
    return Buffer.buffer(
        "access_token=%s&include_headers=false&batch=%s"
            .formatted(encoded(requester.token()), encoded(parts.encode())));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private CallOutcome<BatchAnswer> read(
      HttpResponse<Buffer> response,
      Requester requester,
      int asked,
      AtomicReference<UsagePauses> pauses) {
    Instant now = clock.instant();
    // A retry may be answered differently.
    pauses.set(usage.observe(requester.account(), response, now));
    JsonNode body = Answers.json(response);
    if (!body.isArray()) {
      return GraphError.in(body, requester.token())
          .map(error -> whole(error, pauses, usage.regained(response, now)))
          .orElseGet(() -> unreadable(response.statusCode()));
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < asked; i++) {
      parts.add(part(body.path(i), requester.token()));
    }
    return together(parts, pauses, usage.regained(response, now));
  }

  private static CallOutcome<BatchAnswer> unreadable(int status) {
    return new CallOutcome.Transient<>(
        "the Graph API answered %d with nothing readable".formatted(status),
        status == 502 || status == 503 || status == 504);
  }

  /** The request as a whole was refused. */
  private static CallOutcome<BatchAnswer> whole(
      GraphError error, AtomicReference<UsagePauses> pauses, Instant regained) {
    return switch (error.meaning()) {
      case TOKEN, PERMISSION, POLICY -> new CallOutcome.AuthDead<>(error.sentence());
      case APP_THROTTLED, THROTTLED -> throttled(error, pauses, regained);
      case TRANSIENT -> new CallOutcome.Transient<>(error.sentence(), true);
      case TOO_MUCH -> new CallOutcome.Answered<>(new BatchAnswer.TooLarge(error.sentence()));
      case GONE_OR_HIDDEN, UNKNOWN_ALIAS, BEFORE_BUSINESS, BAD_METRIC, NO_FIELD, TOO_FEW, OTHER ->
          new CallOutcome.Refused<>(error.sentence(), Set.of());
    };
  }

  private static CallOutcome<BatchAnswer> throttled(
      GraphError error, AtomicReference<UsagePauses> pauses, Instant regained) {
    boolean app = error.meaning() == Meaning.APP_THROTTLED;
    pauses.updateAndGet(
        before -> before.and(GraphUsage.throttled(app, regained, error.sentence())));
    return new CallOutcome.Throttled<>(regained, error.sentence());
  }

  private static Part part(JsonNode part, String token) {
    if (!part.isObject()) {
      return new Part.Unanswered("the platform did not get to it");
    }
    JsonNode body = Answers.json(part.path("body").asText());
    return GraphError.in(body, token)
        .<Part>map(Part.Failed::new)
        .orElseGet(
            () ->
                body.isObject() && part.path("code").asInt(200) == 200
                    ? new Part.Answered(Secrets.without(body, token))
                    : new Part.Unanswered(
                        "its part of the answer is not readable, code %d"
                            .formatted(part.path("code").asInt())));
  }

  /**
   * Combines the parts. A refused token counts only when no part was answered with it; otherwise
   * the refusal is that part's own. When a limit is reached midway, the parts before it are kept.
   */
  private static CallOutcome<BatchAnswer> together(
      List<Part> parts, AtomicReference<UsagePauses> pauses, Instant regained) {
    boolean said = false;
    boolean answered = false;
    GraphError full = null;
    GraphError dead = null;
    for (Part part : parts) {
      switch (part) {
        case Part.Failed failed -> {
          switch (failed.error().meaning()) {
            case TOKEN -> dead = failed.error();
            case APP_THROTTLED, THROTTLED -> full = failed.error();
            default -> said = true;
          }
        }
        case Part.Answered whole -> {
          said = true;
          answered = true;
        }
        case Part.Unanswered nothing -> {}
      }
    }
    if (dead != null && !answered) {
      return new CallOutcome.AuthDead<>(dead.sentence());
    }
    if (full != null) {
      CallOutcome<BatchAnswer> throttled = throttled(full, pauses, regained);
      if (!said) {
        return throttled;
      }
    }
    return new CallOutcome.Answered<>(new BatchAnswer.Parts(parts));
  }
}

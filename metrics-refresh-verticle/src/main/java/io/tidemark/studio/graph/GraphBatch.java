package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.access.Hashes;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.graph.GraphError.Meaning;
import io.tidemark.studio.graph.GraphUsage.Told;
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
 * Sends up to 50 requests as one batch (UPSTREAMS 3.3). A failure affects only its part, unlike in
 * the other ways of asking for many items. Each part counts as a request.
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
  public record Asker(String token, String tenant, long id) {

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
  private sealed interface Said {
    record Parts(List<Part> parts) implements Said {}

    /** The platform refused the size; the remedy is fewer parts, not a later retry. */
    record TooMuch(String why) implements Said {}
  }

  /**
   * The answers to {@code relativeUrls}, in their order; sends several requests when the platform
   * refuses the size of one.
   */
  Future<CallOutcome<List<Part>>> ask(Asker asker, List<String> relativeUrls) {
    int most = sizes.most(asker.account(), clock.instant());
    return relativeUrls.size() > most
        ? inPieces(asker, relativeUrls, most, 0, new ArrayList<>())
        : once(asker, relativeUrls).compose(outcome -> parts(asker, relativeUrls, outcome));
  }

  private Future<CallOutcome<List<Part>>> parts(
      Asker asker, List<String> relativeUrls, CallOutcome<Said> outcome) {
    if (!(outcome instanceof CallOutcome.Answered<Said> answered)) {
      return Future.succeededFuture(outcome.unanswered());
    }
    return switch (answered.content()) {
      case Said.Parts said ->
          Future.succeededFuture(new CallOutcome.Answered<List<Part>>(said.parts()));
      case Said.TooMuch much -> {
        if (relativeUrls.size() == 1) {
          yield Future.succeededFuture(new CallOutcome.Transient<List<Part>>(much.why(), false));
        }
        int half = relativeUrls.size() / 2;
        sizes.tooMuch(asker.account(), half, clock.instant());
        yield inPieces(asker, relativeUrls, half, 0, new ArrayList<>());
      }
    };
  }

  /**
   * @param told the answers to the parts before {@code from}
   */
  private Future<CallOutcome<List<Part>>> inPieces(
      Asker asker, List<String> relativeUrls, int most, int from, List<Part> told) {
    if (from >= relativeUrls.size()) {
      return Future.succeededFuture(new CallOutcome.Answered<>(told));
    }
    List<String> piece = relativeUrls.subList(from, Math.min(relativeUrls.size(), from + most));
    return ask(asker, piece)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<List<Part>> answered) {
                told.addAll(answered.content());
                return inPieces(asker, relativeUrls, most, from + piece.size(), told);
              }
              if (outcome instanceof CallOutcome.AuthDead || told.isEmpty()) {
                return Future.succeededFuture(outcome.unanswered());
              }
              String why = outcome.why();
              while (told.size() < relativeUrls.size()) {
                told.add(new Part.Silent(why));
              }
              return Future.succeededFuture(new CallOutcome.Answered<>(told));
            });
  }

  private Future<CallOutcome<Said>> once(Asker asker, List<String> relativeUrls) {
    return upstreams
        .ofAll()
        .now()
        .compose(
            pause ->
                pause.isPresent()
                    ? Future.succeededFuture(
                        new CallOutcome.NotSent<>(pause.get().until(), pause.get().reason()))
                    : send(asker, relativeUrls));
  }

  private Future<CallOutcome<Said>> send(Asker asker, List<String> relativeUrls) {
    var told = new AtomicReference<>(Told.NOTHING);
    var sentAt = new AtomicReference<>(clock.instant());
    int requests = relativeUrls.size() * (usage.isSlow(asker.account(), clock.instant()) ? 2 : 1);
    return upstreams
        .of(asker.token())
        .compose(
            upstream ->
                upstream
                    .call(
                        new Cost(requests, relativeUrls.size(), List.of()),
                        asker.tenant(),
                        () -> {
                          // Each attempt is a call of its own, and may have waited for a permit.
                          sentAt.set(clock.instant());
                          return client
                              .postAbs(address)
                              .putHeader("content-type", "application/x-www-form-urlencoded");
                        },
                        form(asker, relativeUrls),
                        response -> read(response, asker, relativeUrls.size(), told),
                        said ->
                            said instanceof Said.Parts answered
                                ? BillableUsage.items(answered.parts().size())
                                : BillableUsage.NOTHING)
                    .compose(
                        outcome ->
                            pause(upstream, told.get().beside(outcome), sentAt.get())
                                .map(outcome)));
  }

  /**
   * Begins the pauses that an answer asks for, in all processes, before its outcome is returned.
   */
  private Future<Void> pause(Upstream upstream, Told told, Instant sentAt) {
    return told.ofAccount()
        .map(said -> upstream.pauseFor(said, sentAt))
        .orElseGet(Future::succeededFuture)
        .compose(
            paused ->
                told.ofApp()
                    .map(said -> upstreams.ofAll().begin(said, sentAt))
                    .orElseGet(Future::succeededFuture));
  }

  private static Buffer form(Asker asker, List<String> relativeUrls) {
    var parts = new JsonArray();
    for (String url : relativeUrls) {
      parts.add(new JsonObject().put("method", "GET").put("relative_url", url));
    }
    // The token goes into the body: addresses are logged.
    return Buffer.buffer(
        "access_token=%s&include_headers=false&batch=%s"
            .formatted(encoded(asker.token()), encoded(parts.encode())));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private CallOutcome<Said> read(
      HttpResponse<Buffer> response, Asker asker, int asked, AtomicReference<Told> told) {
    Instant now = clock.instant();
    // A retry may be answered differently.
    told.set(usage.observe(asker.account(), response, now));
    JsonNode body = Answers.json(response);
    if (!body.isArray()) {
      return GraphError.in(body, asker.token())
          .map(error -> whole(error, told, usage.regained(response, now)))
          .orElseGet(() -> unreadable(response.statusCode()));
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < asked; i++) {
      parts.add(part(body.path(i), asker.token()));
    }
    return together(parts, told, usage.regained(response, now));
  }

  private static CallOutcome<Said> unreadable(int status) {
    return new CallOutcome.Transient<>(
        "the Graph API answered %d with nothing readable".formatted(status),
        status == 502 || status == 503 || status == 504);
  }

  /** The request as a whole was refused. */
  private static CallOutcome<Said> whole(
      GraphError error, AtomicReference<Told> told, Instant regained) {
    return switch (error.meaning()) {
      case TOKEN, PERMISSION, POLICY -> new CallOutcome.AuthDead<>(error.said());
      case APP_THROTTLED, THROTTLED -> throttled(error, told, regained);
      case TRANSIENT -> new CallOutcome.Transient<>(error.said(), true);
      case TOO_MUCH -> new CallOutcome.Answered<>(new Said.TooMuch(error.said()));
      case GONE_OR_HIDDEN, UNKNOWN_ALIAS, BEFORE_BUSINESS, BAD_METRIC, NO_FIELD, TOO_FEW, OTHER ->
          new CallOutcome.Refused<>(error.said(), Set.of());
    };
  }

  private static CallOutcome<Said> throttled(
      GraphError error, AtomicReference<Told> told, Instant regained) {
    boolean app = error.meaning() == Meaning.APP_THROTTLED;
    told.updateAndGet(before -> before.and(GraphUsage.throttled(app, regained, error.said())));
    return new CallOutcome.Throttled<>(regained, error.said());
  }

  private static Part part(JsonNode part, String token) {
    if (!part.isObject()) {
      return new Part.Silent("the platform did not get to it");
    }
    JsonNode body = Answers.json(part.path("body").asText());
    return GraphError.in(body, token)
        .<Part>map(Part.Failed::new)
        .orElseGet(
            () ->
                body.isObject() && part.path("code").asInt(200) == 200
                    ? new Part.Told(Secrets.without(body, token))
                    : new Part.Silent(
                        "its part of the answer is not readable, code %d"
                            .formatted(part.path("code").asInt())));
  }

  /**
   * Combines the parts. A refused token counts only when no part was answered with it; otherwise
   * the refusal is that part's own. When a limit is reached midway, the parts before it are kept.
   */
  private static CallOutcome<Said> together(
      List<Part> parts, AtomicReference<Told> pauses, Instant regained) {
    boolean told = false;
    boolean answered = false;
    GraphError full = null;
    GraphError dead = null;
    for (Part part : parts) {
      if (part instanceof Part.Failed failed) {
        switch (failed.error().meaning()) {
          case TOKEN -> dead = failed.error();
          case APP_THROTTLED, THROTTLED -> full = failed.error();
          case GONE_OR_HIDDEN,
              UNKNOWN_ALIAS,
              BEFORE_BUSINESS,
              BAD_METRIC,
              NO_FIELD,
              TOO_FEW,
              TOO_MUCH,
              PERMISSION,
              POLICY,
              TRANSIENT,
              OTHER ->
              told = true;
        }
      } else if (part instanceof Part.Told) {
        told = true;
        answered = true;
      }
    }
    if (dead != null && !answered) {
      return new CallOutcome.AuthDead<>(dead.said());
    }
    if (full != null) {
      CallOutcome<Said> throttled = throttled(full, pauses, regained);
      if (!told) {
        return throttled;
      }
    }
    return new CallOutcome.Answered<>(new Said.Parts(parts));
  }
}

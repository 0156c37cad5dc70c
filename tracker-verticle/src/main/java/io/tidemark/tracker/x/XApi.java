package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Returned;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings.XDialect;
import io.tidemark.tracker.polling.Answers;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /2/tweets} of the X API v2 (UPSTREAMS 2). It states what is gone and what may not be
 * seen; an id it says nothing of is asked about again.
 *
 * <p>X renamed its fields in OpenAPI 2.167 and it is not known which names the host takes: the set
 * ones are tried, and the others when it refuses them.
 */
public final class XApi implements TweetSource {

  private static final Logger log = LoggerFactory.getLogger(XApi.class);

  /** A monthly cap says nothing of its end; asking again costs nothing (failed calls are free). */
  private static final Duration CAP_RECHECK = Duration.ofHours(1);

  /** Calls are shared by lots of many zones: the zones take turns where lots are claimed. */
  private static final String TENANT = "lots";

  /** X counts each endpoint apart. */
  private static final String ENDPOINT = "tweets";

  private final WebClient client;
  private final Upstream upstream;
  private final WorldClock clock;
  private final String address;
  private final String bearerToken;
  private volatile XDialect dialect;

  public XApi(
      WebClient client,
      Upstream upstream,
      WorldClock clock,
      URI baseUrl,
      String bearerToken,
      XDialect dialect) {
    this.client = client;
    this.upstream = upstream;
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "") + "/2/tweets";
    this.bearerToken = bearerToken;
    this.dialect = dialect;
  }

  @Override
  public Future<Optional<Pause>> pause() {
    return upstream.pause();
  }

  @Override
  public Future<CallOutcome<Map<String, PostOutcome<Counters>>>> read(List<String> tweetIds) {
    XDialect asked = dialect;
    return readIn(asked, tweetIds)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Refused<?> refused
                  && refused.offending().contains(fieldsOf(asked))) {
                XDialect other = asked == XDialect.TWEET ? XDialect.POST : XDialect.TWEET;
                log.atWarn()
                    .addKeyValue("refused", fieldsOf(asked))
                    .addKeyValue("now", fieldsOf(other))
                    .log("X refuses our field names; trying the others");
                dialect = other;
                return readIn(other, tweetIds).map(again -> unlessRefusedFor(other, again));
              }
              return Future.succeededFuture(outcome);
            });
  }

  private static CallOutcome<Map<String, PostOutcome<Counters>>> unlessRefusedFor(
      XDialect dialect, CallOutcome<Map<String, PostOutcome<Counters>>> outcome) {
    return outcome instanceof CallOutcome.Refused<?> refused
            && refused.offending().contains(fieldsOf(dialect))
        ? new CallOutcome.Transient<>("X refuses the field names of both dialects", false)
        : outcome;
  }

  private static String fieldsOf(XDialect dialect) {
    return switch (dialect) {
      case TWEET -> "tweet.fields";
      case POST -> "post.fields";
    };
  }

  private Future<CallOutcome<Map<String, PostOutcome<Counters>>>> readIn(
      XDialect spoken, List<String> tweetIds) {
    return upstream.call(
        Cost.posts(tweetIds).at(ENDPOINT),
        TENANT,
        () ->
            client
                .getAbs(address)
                .bearerTokenAuthentication(bearerToken)
                .addQueryParam("ids", String.join(",", tweetIds))
                .addQueryParam(fieldsOf(spoken), "public_metrics"),
        response -> {
          observe(response);
          return classify(response, tweetIds, fieldsOf(spoken));
        },
        XApi::billed);
  }

  /**
   * X charges for the posts it returned. What came without counters may have been one; it is
   * counted, and not taken for free when it is asked for again.
   */
  private static Returned billed(Map<String, PostOutcome<Counters>> outcomes) {
    List<String> shown = new ArrayList<>();
    int items = 0;
    for (Map.Entry<String, PostOutcome<Counters>> outcome : outcomes.entrySet()) {
      if (outcome.getValue() instanceof PostOutcome.Present) {
        shown.add(outcome.getKey());
        items++;
      } else if (outcome.getValue() instanceof PostOutcome.Unknown) {
        items++;
      }
    }
    return new Returned(items, shown);
  }

  /** What X counts itself rules where it says less is left than we believe. */
  private void observe(HttpResponse<Buffer> response) {
    OptionalLong remaining = Answers.number(response, "x-rate-limit-remaining");
    OptionalLong reset = Answers.number(response, "x-rate-limit-reset");
    if (remaining.isPresent() && reset.isPresent()) {
      upstream
          .budget()
          .observed(
              ENDPOINT,
              Math.max(0, remaining.getAsLong()),
              Instant.ofEpochSecond(Math.clamp(reset.getAsLong(), 0, 9_999_999_999L)));
    }
  }

  private CallOutcome<Map<String, PostOutcome<Counters>>> classify(
      HttpResponse<Buffer> response, List<String> tweetIds, String fields) {
    JsonNode body = Answers.json(response);
    int status = response.statusCode();
    String said =
        "X API answered %d: %s"
            .formatted(status, Answers.text(body, "nothing readable", "detail", "title"));
    return switch (status) {
      case 200 -> content(body, tweetIds);
      case 400 ->
          new CallOutcome.Refused<>(
              said, XErrors.names(body, fields) ? Set.of(fields) : XErrors.badIds(body));
      case 401, 403 -> new CallOutcome.AuthDead<>(said);
      case 402 -> new CallOutcome.Exhausted<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), said);
      case 429 -> tooMany(response, body, said);
      case 502, 503, 504 -> new CallOutcome.Transient<>(said, true);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }

  private static CallOutcome<Map<String, PostOutcome<Counters>>> content(
      JsonNode body, List<String> tweetIds) {
    if (!body.isObject() || !(body.has("data") || body.has("errors"))) {
      return new CallOutcome.Transient<>("X API answered 200 without data", false);
    }
    Map<String, PostOutcome<Counters>> outcomes =
        new HashMap<>(XErrors.ofPosts(body, Set.copyOf(tweetIds)));
    for (JsonNode post : body.path("data")) {
      Counters counters = counters(post.path("public_metrics"));
      outcomes.put(
          post.path("id").asText(),
          counters.hasEngagement()
              ? new PostOutcome.Present<>(counters)
              : new PostOutcome.Unknown<>("the answer held no counters"));
    }
    for (String id : tweetIds) {
      outcomes.putIfAbsent(id, new PostOutcome.Unknown<>("neither in data nor in errors"));
    }
    return new CallOutcome.Answered<>(outcomes);
  }

  private static Counters counters(JsonNode metrics) {
    return new Counters(
        Answers.count(metrics, "retweet_count", "repost_count"),
        Answers.count(metrics, "reply_count"),
        Answers.count(metrics, "like_count"),
        Answers.count(metrics, "quote_count"),
        Answers.count(metrics, "impression_count"),
        Answers.count(metrics, "bookmark_count"));
  }

  /** A burst ends at the reset; a used-up cap does not, whatever the headers say. */
  private CallOutcome<Map<String, PostOutcome<Counters>>> tooMany(
      HttpResponse<Buffer> response, JsonNode body, String said) {
    if (body.path("type").asText().endsWith("/usage-capped")) {
      return new CallOutcome.Exhausted<>(clock.instant().plus(CAP_RECHECK), said);
    }
    Instant until = clock.instant().plus(Upstream.DEFAULT_PAUSE);
    for (String window : List.of("app-limit-24hour", "user-limit-24hour", "rate-limit")) {
      OptionalLong remaining = Answers.number(response, "x-" + window + "-remaining");
      OptionalLong reset = Answers.number(response, "x-" + window + "-reset");
      boolean usedUp = remaining.orElse(window.equals("rate-limit") ? 0 : 1) == 0;
      if (usedUp && reset.isPresent()) {
        Instant at = Instant.ofEpochSecond(reset.getAsLong());
        return new CallOutcome.Throttled<>(at.isAfter(clock.instant()) ? at : until, said);
      }
    }
    return new CallOutcome.Throttled<>(until, said);
  }
}

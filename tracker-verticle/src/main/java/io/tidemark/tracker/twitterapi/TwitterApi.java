package io.tidemark.tracker.twitterapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.polling.TweetEntries;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Fields;
import io.tidemark.upstream.ForeignTimes;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /twitter/tweets} (twitterapi.io documentation, Get Tweets by IDs). It silently leaves
 * out deleted, protected and suspended tweets, so a missing id is {@link PostOutcome.Absent}.
 */
public final class TwitterApi implements TweetSource {

  /**
   * The parts of an answer that are parsed; texts, authors and entities, which are most of it, are
   * skipped.
   */
  public static final Fields POLLED =
      Fields.of(Set.of("status", "msg", "message", "detail", "error"))
          .and(
              "tweets",
              Fields.of(TweetJson.POLLED).and("author", Fields.of(Set.of("unavailable"))));

  private static final Pattern EVERY_SECONDS = Pattern.compile("every (\\d{1,4}) seconds");

  private final WebClient client;
  private final Upstream upstream;
  private final WorldClock clock;
  private final String address;
  private final String key;
  private final String tenant;

  /**
   * @param tenant the tenant of the calls; tenants take turns, and each may have a share of the
   *     budget
   */
  public TwitterApi(
      WebClient client,
      Upstream upstream,
      WorldClock clock,
      URI baseUrl,
      String key,
      String tenant) {
    this(
        client,
        upstream,
        clock,
        baseUrl.toString().replaceAll("/+$", "") + "/twitter/tweets",
        key,
        tenant);
  }

  private TwitterApi(
      WebClient client,
      Upstream upstream,
      WorldClock clock,
      String address,
      String key,
      String tenant) {
    this.client = client;
    this.upstream = upstream;
    this.clock = clock;
    this.address = address;
    this.key = key;
    this.tenant = tenant;
  }

  /** The same source and credential, for another tenant. */
  public TwitterApi forTenant(String other) {
    return new TwitterApi(client, upstream, clock, address, key, other);
  }

  @Override
  public Future<Optional<Pause>> pause() {
    return upstream.pause();
  }

  @Override
  public Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds) {
    return upstream.call(
        Cost.items(tweetIds.size()),
        tenant,
        () ->
            client
                .getAbs(address)
                .putHeader("X-API-Key", key)
                .addQueryParam("tweet_ids", String.join(",", tweetIds)),
        response -> classify(response, tweetIds),
        // Tweets that were left out are not billed; unreadable entries are.
        outcomes ->
            BillableUsage.items(
                (int)
                    outcomes.of().values().stream()
                        .filter(outcome -> !(outcome instanceof PostOutcome.Absent))
                        .count()));
  }

  private CallOutcome<TweetOutcomes> classify(
      HttpResponse<Buffer> response, List<String> tweetIds) {
    JsonNode body = Answers.json(response.body(), POLLED);
    int status = response.statusCode();
    String said =
        "twitterapi.io answered %d: %s"
            .formatted(
                status,
                Answers.text(body, "nothing readable", "msg", "message", "detail", "error"));
    return switch (status) {
      case 200 -> content(body, tweetIds, said);
      case 400, 422 -> new CallOutcome.Refused<>(said, Set.of());
      case 401, 403 -> new CallOutcome.AuthDead<>(said);
      case 402 -> new CallOutcome.Exhausted<>(later(), said);
      case 429 -> new CallOutcome.Throttled<>(throttledUntil(response, said), said);
      // Failures other than 429 and 503 may have been billed.
      case 503 -> new CallOutcome.Transient<>(said, true);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }

  private CallOutcome<TweetOutcomes> content(JsonNode body, List<String> tweetIds, String said) {
    if ("error".equals(body.path("status").asText())) {
      return errorInside(said);
    }
    JsonNode tweets = body.path("tweets");
    if (!tweets.isArray()) {
      return new CallOutcome.Transient<>("twitterapi.io answered 200 without tweets", false);
    }
    var entries = new TweetEntries("twitterapi", tweetIds);
    for (JsonNode tweet : tweets) {
      try {
        entries.add(TweetJson.id(tweet), tweet, outcome(tweet));
      } catch (TweetJson.BadTweet unreadable) {
        entries.addUnreadable();
      }
    }
    Map<String, PostOutcome<Counters>> missing = new HashMap<>();
    String hole = entries.hole();
    for (String id : tweetIds) {
      if (!entries.has(id)) {
        missing.put(
            id, hole == null ? new PostOutcome.Absent<>() : new PostOutcome.Unknown<>(hole));
      }
    }
    return new CallOutcome.Answered<>(entries.with(missing));
  }

  private static PostOutcome<Counters> outcome(JsonNode tweet) {
    Counters counters = TweetJson.counters(tweet);
    if (counters.hasEngagement()) {
      return new PostOutcome.Present<>(counters);
    }
    return tweet.path("author").path("unavailable").asBoolean()
        ? new PostOutcome.NotVisible<>()
        : new PostOutcome.Unknown<>("the answer held no counters");
  }

  private CallOutcome<TweetOutcomes> errorInside(String said) {
    String text = said.toLowerCase(Locale.ROOT);
    if (text.contains("credits")) {
      return new CallOutcome.Exhausted<>(later(), said);
    }
    if (text.contains("too many") || text.contains("limit")) {
      return new CallOutcome.Throttled<>(later(), said);
    }
    return new CallOutcome.Transient<>(said, false);
  }

  private Instant throttledUntil(HttpResponse<Buffer> response, String said) {
    return upstream
        .times()
        .retryAfter(response)
        .or(
            () -> {
              Matcher every = EVERY_SECONDS.matcher(said);
              return every.find()
                  ? upstream
                      .times()
                      .in(
                          "every-seconds",
                          Duration.ofSeconds(Long.parseLong(every.group(1))),
                          ForeignTimes.LONGEST_REST)
                  : Optional.empty();
            })
        .orElseGet(this::later);
  }

  private Instant later() {
    return clock.instant().plus(Upstream.DEFAULT_PAUSE);
  }
}

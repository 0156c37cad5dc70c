package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tokens.AccountTokens;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.RefusalGuard;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/video/query/} (TikTok Display API reference, Query Videos). It silently leaves
 * out videos that are deleted, private or of another account.
 */
public final class TikTok implements StudioSource {

  private static final int MOST_IDS = 20;
  private static final String FIELDS =
      "id,create_time,like_count,comment_count,share_count,view_count";

  /**
   * The content of an answer. An ended token is not {@code AuthDead}: renewing it needs no pause.
   */
  private sealed interface VideoAnswer {
    record Outcomes(Map<Long, PostOutcome<Metrics>> outcomes) implements VideoAnswer {}

    record TokenExpired(String why) implements VideoAnswer {}
  }

  /** A refused id is not requested again for this long. */
  private static final Duration REFUSED_FOR = Duration.ofDays(1);

  private record Refusal(String why, Instant until) {}

  private final Cache<String, Refusal> refusals = Caffeine.newBuilder().maximumSize(10_000).build();

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final AccountTokens tokens;
  private final WorldClock clock;
  private final String address;

  public TikTok(
      WebClient client,
      AccountUpstreams upstreams,
      AccountTokens tokens,
      WorldClock clock,
      URI baseUrl) {
    this.client = client;
    this.upstreams = upstreams;
    this.tokens = tokens;
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "") + "/v2/video/query/?fields=" + FIELDS;
  }

  @Override
  public StudioPlatform platform() {
    return StudioPlatform.TIKTOK;
  }

  @Override
  public int mostPosts() {
    return MOST_IDS;
  }

  @Override
  public boolean isolatesRefusals() {
    return true;
  }

  @Override
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> posts) {
    Map<Long, PostOutcome<Metrics>> refused = new HashMap<>();
    List<PostRef> asked = new ArrayList<>();
    for (PostRef post : posts) {
      String why = whyNotAsked(post);
      if (why == null) {
        asked.add(post);
      } else {
        refused.put(post.id(), new PostOutcome.Refused<>(why));
      }
    }
    if (asked.isEmpty()) {
      return Future.succeededFuture(new CallOutcome.Answered<>(refused));
    }
    return tokens
        .usable(account.id())
        .compose(usable -> readWith(usable, account, asked, true))
        .map(
            outcome -> {
              if (!(outcome
                  instanceof CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>> answered)) {
                return outcome;
              }
              Map<Long, PostOutcome<Metrics>> all = new HashMap<>(answered.content());
              remember(asked, all);
              all.putAll(refused);
              return new CallOutcome.Answered<>(all);
            });
  }

  /** Remembers refused ids, unless all were refused: then the ids are not the cause. */
  private void remember(List<PostRef> asked, Map<Long, PostOutcome<Metrics>> outcomes) {
    if (areAllRefused(outcomes)) {
      return;
    }
    for (PostRef post : asked) {
      if (outcomes.get(post.id()) instanceof PostOutcome.Refused<Metrics> bad) {
        refusals.put(post.externalId(), new Refusal(bad.why(), clock.instant().plus(REFUSED_FOR)));
      }
    }
  }

  private static boolean areAllRefused(Map<Long, PostOutcome<Metrics>> outcomes) {
    return outcomes.values().stream().allMatch(PostOutcome.Refused.class::isInstance);
  }

  /** Why a post is not requested: one bad id fails the whole request. Null when it is. */
  private @Nullable String whyNotAsked(PostRef post) {
    if (post.externalId().startsWith("v_pub_") || post.externalId().startsWith("v_inbox_")) {
      return "it is the handle of a publishing, not the id of a video; bring it in with that";
    }
    Refusal known = refusals.getIfPresent(post.externalId());
    return known == null || !known.until().isAfter(clock.instant()) ? null : known.why();
  }

  /**
   * @param again whether a rejected token may be renewed, which happens once
   */
  private Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> readWith(
      CallOutcome<Tokens> usable, Account account, List<PostRef> posts, boolean again) {
    if (!(usable instanceof CallOutcome.Answered<Tokens> answered)) {
      return Future.succeededFuture(usable.unanswered());
    }
    String token = answered.content().access();
    return new PostsQuery(token, account.workspace())
        .read(posts)
        .map(outcome -> unlessAllRefused(outcome, posts))
        .compose(
            outcome ->
                again && TikTokErrors.isTokenInvalid(outcome)
                    ? tokens
                        .insteadOf(account.id(), token)
                        .compose(renewed -> readWith(renewed, account, posts, false))
                    : Future.succeededFuture(outcome));
  }

  /** When several posts were each refused, the refusal is of the account. */
  private static CallOutcome<Map<Long, PostOutcome<Metrics>>> unlessAllRefused(
      CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome, List<PostRef> posts) {
    if (posts.size() > 1
        && outcome instanceof CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>> answered
        && areAllRefused(answered.content())
        && answered.content().get(posts.getFirst().id())
            instanceof PostOutcome.Refused<Metrics> first) {
      return new CallOutcome.Refused<>(first.why(), Set.of());
    }
    return outcome;
  }

  /**
   * Requests an account's posts with one token. One bad id fails all twenty of a request, so
   * refused requests are bisected. When everything is refused the bisection ends, and posts that
   * were not requested yet are refused as well. A request without an answer leaves its posts
   * unknown.
   */
  private final class PostsQuery {

    private final String token;
    private final String workspace;
    private final RefusalGuard guard = new RefusalGuard();
    private final Map<Long, PostOutcome<Metrics>> outcomes = new HashMap<>();

    /** Why the last call was refused. */
    private String refusal = "";

    /** The first call that was neither answered nor refused. */
    private @Nullable CallOutcome<Map<Long, PostOutcome<Metrics>>> failure;

    PostsQuery(String token, String workspace) {
      this.token = token;
      this.workspace = workspace;
    }

    Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(List<PostRef> posts) {
      return new BatchBisector<>(this::once, this::refused).run(posts).map(end -> outcome(posts));
    }

    private CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome(List<PostRef> posts) {
      if (failure != null) {
        if (outcomes.isEmpty() || failure instanceof CallOutcome.AuthDead) {
          return failure;
        }
        var unknown = new PostOutcome.Unknown<Metrics>(failure.why());
        posts.forEach(post -> outcomes.putIfAbsent(post.id(), unknown));
      }
      return new CallOutcome.Answered<>(outcomes);
    }

    private Future<Reply<PostRef, Void>> once(List<PostRef> posts) {
      return guard.refusesEverything()
          ? refused(posts, refusal).map(Reply.Settled::new)
          : ask(token, workspace, posts).map(outcome -> reply(posts, outcome));
    }

    private Reply<PostRef, Void> reply(
        List<PostRef> posts, CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome) {
      if (outcome instanceof CallOutcome.Refused<?> refused) {
        guard.refused();
        refusal = refused.why();
        return new Reply.Refused<>(posts, List.of(), refusal);
      }
      guard.answered();
      if (outcome instanceof CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>> answered) {
        outcomes.putAll(answered.content());
      } else if (failure == null || outcome instanceof CallOutcome.AuthDead) {
        failure = outcome;
      }
      return new Reply.Settled<>(Optional.empty());
    }

    private Future<Optional<Void>> refused(List<PostRef> posts, String why) {
      posts.forEach(post -> outcomes.put(post.id(), new PostOutcome.Refused<>(why)));
      return Future.succeededFuture(Optional.empty());
    }
  }

  private Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> ask(
      String token, String workspace, List<PostRef> posts) {
    var ids = new JsonArray(posts.stream().map(PostRef::externalId).toList());
    Buffer body =
        new JsonObject().put("filters", new JsonObject().put("video_ids", ids)).toBuffer();
    return upstreams
        .of(token)
        .compose(
            upstream ->
                upstream.call(
                    Cost.items(posts.size()),
                    workspace,
                    () ->
                        client
                            .postAbs(address)
                            .bearerTokenAuthentication(token)
                            .putHeader("content-type", "application/json"),
                    body,
                    response -> classify(response, posts, token),
                    said ->
                        said instanceof VideoAnswer.Outcomes shown
                            ? BillableUsage.items(shown.outcomes().size())
                            : BillableUsage.NOTHING))
        .map(TikTok::outcome);
  }

  private static CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome(
      CallOutcome<VideoAnswer> outcome) {
    if (outcome instanceof CallOutcome.Answered<VideoAnswer> answered) {
      return switch (answered.content()) {
        case VideoAnswer.Outcomes shown -> new CallOutcome.Answered<>(shown.outcomes());
        case VideoAnswer.TokenExpired ended -> new CallOutcome.AuthDead<>(ended.why());
      };
    }
    return outcome.unanswered();
  }

  private CallOutcome<VideoAnswer> classify(
      HttpResponse<Buffer> response, List<PostRef> posts, String token) {
    JsonNode body = Answers.json(response);
    if (!TikTokErrors.isOk(body)) {
      CallOutcome<VideoAnswer> outcome =
          TikTokErrors.outcome(response, body, token, upstreams.times(), true);
      return TikTokErrors.isTokenInvalid(outcome)
          ? new CallOutcome.Answered<>(new VideoAnswer.TokenExpired(outcome.why()))
          : outcome;
    }
    JsonNode videos = body.path("data").path("videos");
    if (!videos.isArray()) {
      return new CallOutcome.Transient<>("TikTok answered without videos", false);
    }
    var shown = new Videos(posts);
    videos.forEach(shown::add);
    Map<Long, PostOutcome<Metrics>> outcomes = new HashMap<>();
    posts.forEach(post -> outcomes.put(post.id(), shown.outcome(post, token)));
    return new CallOutcome.Answered<>(new VideoAnswer.Outcomes(outcomes));
  }
}

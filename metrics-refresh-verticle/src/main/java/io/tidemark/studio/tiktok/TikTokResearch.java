package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tiktok.CreationWindows.Window;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/research/video/query/} (TikTok Research API reference, Query Videos), which
 * requires TikTok's admission. One app token serves all accounts, the quota is daily, and pages may
 * be empty or short.
 */
public final class TikTokResearch implements StudioSource {

  private static final int MOST_IDS = 100;

  /** The most pages of one window, because short pages could go on for ever. */
  private static final int MOST_PAGES = 10;

  private static final String FIELDS =
      "id,create_time,like_count,comment_count,share_count,view_count,favorites_count";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private record Page(JsonNode videos, boolean more, long cursor, String searchId) {}

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final TikTokTokens tokens;
  private final WorldClock clock;
  private final String clientKey;
  private final String address;
  private volatile @Nullable Tokens ours;

  /**
   * @param upstreams keyed by the app's client key
   */
  public TikTokResearch(
      WebClient client,
      AccountUpstreams upstreams,
      TikTokTokens tokens,
      WorldClock clock,
      URI baseUrl,
      String clientKey) {
    this.client = client;
    this.upstreams = upstreams;
    this.tokens = tokens;
    this.clock = clock;
    this.clientKey = clientKey;
    this.address =
        baseUrl.toString().replaceAll("/+$", "") + "/v2/research/video/query/?fields=" + FIELDS;
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
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> posts) {
    var windows = new ArrayDeque<>(CreationWindows.of(posts));
    Map<Long, PostOutcome<Metrics>> said = new HashMap<>();
    return AsyncLoop.until(() -> next(account.workspace(), windows, said));
  }

  /**
   * Requests the next window. Results of earlier windows are kept when a later one fails.
   *
   * @return empty while there is another window
   */
  private Future<Optional<CallOutcome<Map<Long, PostOutcome<Metrics>>>>> next(
      String workspace, Deque<Window> windows, Map<Long, PostOutcome<Metrics>> said) {
    if (windows.isEmpty()) {
      return Future.succeededFuture(Optional.of(new CallOutcome.Answered<>(said)));
    }
    Window window = windows.remove();
    var result = new WindowResult(window);
    return pages(workspace, result)
        .map(
            end -> {
              if (end instanceof CallOutcome.Answered) {
                said.putAll(result.outcomes(end));
                return Optional.empty();
              }
              if (end instanceof CallOutcome.NotSent<Boolean> waiting && result.isEmpty()) {
                int room = Math.clamp(waiting.room(), 0, window.posts().size() - 1);
                if (room > 0) {
                  windows.addFirst(window.after(room));
                  windows.addFirst(window.first(room));
                  return Optional.empty();
                }
              }
              if (said.isEmpty() && result.isEmpty()) {
                return Optional.of(end.unanswered());
              }
              said.putAll(result.outcomes(end));
              windows.forEach(left -> said.putAll(new WindowResult(left).outcomes(end)));
              return Optional.of(new CallOutcome.Answered<>(said));
            });
  }

  private record WindowResult(Window window, Videos shown) {

    WindowResult(Window window) {
      this(window, new Videos(window.posts()));
    }

    boolean isEmpty() {
      return shown.isEmpty();
    }

    boolean isWhole() {
      return window.posts().stream().allMatch(shown::has);
    }

    /** Missing posts are absent when the paging is complete, otherwise unknown. */
    Map<Long, PostOutcome<Metrics>> outcomes(CallOutcome<Boolean> end) {
      boolean ended = end instanceof CallOutcome.Answered<Boolean> answered && answered.content();
      String why = end instanceof CallOutcome.Answered ? "its pages did not end" : end.why();
      Map<Long, PostOutcome<Metrics>> outcomes = new HashMap<>();
      for (PostRef post : window.posts()) {
        outcomes.put(
            post.id(),
            ended || shown.has(post) ? shown.outcome(post, "") : new PostOutcome.Unknown<>(why));
      }
      return outcomes;
    }
  }

  /** Where the next page of a window begins. */
  private record PageStart(long cursor, String searchId, int number) {}

  /**
   * @return whether the paging is complete
   */
  private Future<CallOutcome<Boolean>> pages(String workspace, WindowResult result) {
    var from = new AtomicReference<>(new PageStart(0, "", 1));
    return AsyncLoop.until(
        () ->
            page(workspace, result, from.get())
                .map(
                    outcome ->
                        outcome instanceof CallOutcome.Answered<Page> answered
                            ? taken(result, answered.content(), from)
                            : Optional.of(outcome.unanswered())));
  }

  private Future<CallOutcome<Page>> page(String workspace, WindowResult result, PageStart from) {
    return token()
        .compose(
            token ->
                token instanceof CallOutcome.Answered<Tokens> answered
                    ? ask(answered.content().access(), workspace, result.window(), from)
                    : Future.succeededFuture(token.<Page>unanswered()));
  }

  /** Empty while there is another page to ask for. */
  private static Optional<CallOutcome<Boolean>> taken(
      WindowResult result, Page page, AtomicReference<PageStart> from) {
    page.videos().forEach(result.shown()::add);
    if (result.isWhole() || !page.more()) {
      return Optional.of(new CallOutcome.Answered<>(true));
    }
    if (page.cursor() <= from.get().cursor() || from.get().number() >= MOST_PAGES) {
      return Optional.of(new CallOutcome.Answered<>(false));
    }
    from.set(new PageStart(page.cursor(), page.searchId(), from.get().number() + 1));
    return Optional.empty();
  }

  private Future<CallOutcome<Page>> ask(
      String token, String workspace, Window window, PageStart from) {
    var is =
        new JsonObject()
            .put("operation", "IN")
            .put("field_name", "video_id")
            .put(
                "field_values",
                new JsonArray(window.posts().stream().map(PostRef::externalId).toList()));
    var query =
        new JsonObject()
            .put("query", new JsonObject().put("and", new JsonArray().add(is)))
            .put("start_date", DAY.format(window.from()))
            .put("end_date", DAY.format(window.to()))
            .put("max_count", MOST_IDS)
            .put("cursor", from.cursor())
            .put("is_random", false);
    if (!from.searchId().isEmpty()) {
      query.put("search_id", from.searchId());
    }
    Buffer body = query.toBuffer();
    return upstreams
        .of(clientKey)
        .compose(
            upstream ->
                upstream.call(
                    Cost.items(window.posts().size()),
                    workspace,
                    () ->
                        client
                            .postAbs(address)
                            .bearerTokenAuthentication(token)
                            .putHeader("content-type", "application/json"),
                    body,
                    response -> classify(response, token),
                    page -> BillableUsage.items(page.videos().size())));
  }

  /** An error of the app's token or admission is not the account's. */
  private CallOutcome<Page> classify(HttpResponse<Buffer> response, String token) {
    JsonNode body = Answers.json(response);
    JsonNode data = body.path("data");
    if (TikTokErrors.isOk(body) && data.path("videos").isArray()) {
      return new CallOutcome.Answered<>(
          new Page(
              data.path("videos"),
              data.path("has_more").asBoolean(),
              data.path("cursor").asLong(),
              data.path("search_id").asText()));
    }
    if (TikTokErrors.isOk(body)) {
      return new CallOutcome.Transient<>("TikTok answered without videos", false);
    }
    // Failed requests cost quota as well, so none is retried at once.
    CallOutcome<Page> outcome =
        TikTokErrors.outcome(response, body, token, upstreams.times(), false);
    if (outcome instanceof CallOutcome.AuthDead<Page> dead) {
      ours = null;
      return TikTokErrors.isTokenInvalid(outcome)
          ? new CallOutcome.Transient<>(dead.why(), false) // the next page takes a new one
          : new CallOutcome.Exhausted<>(clock.instant().plus(Duration.ofMinutes(15)), dead.why());
    }
    return outcome;
  }

  private Future<CallOutcome<Tokens>> token() {
    Tokens known = ours;
    Instant soon = clock.instant().plus(Duration.ofMinutes(1));
    if (known != null && known.accessExpiresAt() != null && known.accessExpiresAt().isAfter(soon)) {
      return Future.succeededFuture(new CallOutcome.Answered<>(known));
    }
    return tokens
        .ofOurApp()
        .onSuccess(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Tokens> answered) {
                ours = answered.content();
              }
            });
  }
}

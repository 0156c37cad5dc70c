package io.tidemark.studio;

import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/** A platform that answers what a test tells it to; every post is present when it says nothing. */
public final class ScriptedSource implements StudioSource {

  /** A call, for tests to look at. */
  public record Called(long account, String token, List<String> posts) {}

  public final List<Called> calls = Collections.synchronizedList(new ArrayList<>());
  public final Map<String, PostOutcome<Metrics>> posts = new ConcurrentHashMap<>();
  public final Set<String> poison = Collections.synchronizedSet(new HashSet<>());
  public final Map<String, Function<Integer, CallOutcome<Map<Long, PostOutcome<Metrics>>>>>
      accounts = new ConcurrentHashMap<>();

  /** What happens while a call, counted from 1, is under way. */
  public volatile IntFunction<Future<?>> meanwhile = call -> Future.succeededFuture();

  private final StudioPlatform platform;
  private final int most;

  public ScriptedSource(StudioPlatform platform, int most) {
    this.platform = platform;
    this.most = most;
  }

  public static Metrics likes(long likes) {
    return new Metrics(
        Map.of(Metric.VIEWS, likes * 10, Metric.LIKES, likes, Metric.COMMENTS, 1L),
        new JsonObject().put("like", likes));
  }

  @Override
  public StudioPlatform platform() {
    return platform;
  }

  @Override
  public int mostPosts() {
    return most;
  }

  @Override
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> asked) {
    List<String> ids = asked.stream().map(PostRef::externalId).toList();
    calls.add(new Called(account.id(), account.accessToken(), ids));
    int call = calls.size();
    return meanwhile.apply(call).map(happened -> answer(account, asked, ids, call));
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> answer(
      Account account, List<PostRef> asked, List<String> ids, int call) {
    var scripted = accounts.get(account.externalId());
    if (scripted != null) {
      var outcome = scripted.apply(call);
      if (outcome != null) {
        return outcome;
      }
    }
    if (ids.stream().anyMatch(poison::contains)) {
      return new CallOutcome.Refused<>("a bad id", Set.of());
    }
    Map<Long, PostOutcome<Metrics>> answer = new HashMap<>();
    asked.forEach(
        post ->
            answer.put(
                post.id(),
                posts.getOrDefault(post.externalId(), new PostOutcome.Present<>(likes(7)))));
    return new CallOutcome.Answered<>(answer);
  }
}

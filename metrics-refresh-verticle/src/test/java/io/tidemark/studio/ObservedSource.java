package io.tidemark.studio;

import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A source with whose answers something happens before the caller has them. */
public class ObservedSource implements StudioSource {

  private final StudioSource source;
  private final IntFunction<Future<?>> answered;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param answered what happens with an answer, counted from 1, that the source gave
   */
  public ObservedSource(StudioSource source, IntFunction<Future<?>> answered) {
    this.source = source;
    this.answered = answered;
  }

  @Override
  public StudioPlatform platform() {
    return source.platform();
  }

  @Override
  public int mostPosts() {
    return source.mostPosts();
  }

  @Override
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> posts) {
    int call = calls.incrementAndGet();
    return source
        .read(account, posts)
        .compose(outcome -> answered.apply(call).map(happened -> outcome));
  }
}

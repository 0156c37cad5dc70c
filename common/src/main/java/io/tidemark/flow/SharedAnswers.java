package io.tidemark.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are read once for all callers of about the same time. A caller who asks while an
 * answer is read waits for it; afterwards it is kept for a time. A failure is not kept.
 *
 * @param <K> what an answer depends on, with the tenant it belongs to
 * @param <V> an answer
 */
public final class SharedAnswers<K, V> {

  /**
   * @param before an older answer, to be given while this one is read
   */
  private record Kept<V>(Instant at, Future<V> answer, @Nullable Future<V> before) {}

  private final Function<V, Duration> fresh;
  private final Duration tolerated;
  private final Cache<K, Kept<V>> kept;

  /**
   * @param fresh for how long an answer is given without being read anew
   * @param tolerated for how much longer it is given while the next one is read; zero for never
   * @param longest real time after which an answer is forgotten in any case
   * @param most answers that are kept
   */
  public SharedAnswers(
      Function<V, Duration> fresh, Duration tolerated, Duration longest, int most) {
    this.fresh = fresh;
    this.tolerated = tolerated;
    this.kept = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(longest).build();
  }

  /**
   * An answer.
   *
   * @param now by the clock that says how old answers are
   * @param read called when there is none that is fresh
   */
  public Future<V> get(K key, Instant now, Supplier<Future<V>> read) {
    Kept<V> found =
        kept.asMap()
            .compute(
                key,
                (same, before) ->
                    before != null && isFresh(before, now) ? before : next(before, now, read));
    found.answer().onFailure(failed -> kept.asMap().remove(key, found));
    if (found.before() != null) {
      var alone = new Kept<>(found.at(), found.answer(), null);
      found.answer().onSuccess(done -> kept.asMap().replace(key, found, alone));
    }
    return found.before() == null || found.answer().isComplete() ? found.answer() : found.before();
  }

  private Kept<V> next(@Nullable Kept<V> before, Instant now, Supplier<Future<V>> read) {
    boolean given =
        before != null
            && before.answer().succeeded()
            && isWithin(before, now, fresh.apply(before.answer().result()).plus(tolerated));
    return new Kept<>(now, read.get(), given ? before.answer() : null);
  }

  private boolean isFresh(Kept<V> one, Instant now) {
    return !one.answer().isComplete()
        || (one.answer().succeeded() && isWithin(one, now, fresh.apply(one.answer().result())));
  }

  private static boolean isWithin(Kept<?> one, Instant now, Duration most) {
    return Duration.between(one.at(), now).abs().compareTo(most) < 0;
  }
}

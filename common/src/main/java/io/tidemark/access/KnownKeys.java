package io.tidemark.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database said of keys: for five seconds in its place, that a flood costs no database,
 * and for an hour when it is away.
 */
final class KnownKeys {

  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);

  private static final int MOST = 10_000;
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration STALE = Duration.ofHours(1);

  private final Vertx vertx;
  private final Function<byte[], Future<Optional<ApiKey>>> database;

  /** Answers by hash, also that there is no such key; one look-up for all who ask meanwhile. */
  private final AsyncCache<String, Optional<ApiKey>> answers;

  private final Cache<String, ApiKey> lastSeen;
  private final AtomicLong forgotten = new AtomicLong();

  KnownKeys(
      Vertx vertx, LongSupplier nanoTime, Function<byte[], Future<Optional<ApiKey>>> database) {
    this.vertx = vertx;
    this.database = database;
    this.answers = empty(FRESH, nanoTime).buildAsync();
    this.lastSeen = empty(STALE, nanoTime).build();
  }

  private static Caffeine<Object, Object> empty(Duration kept, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfterWrite(kept)
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run);
  }

  /**
   * The key with this hash, whether it still works or not.
   *
   * @return fails with {@link CannotTell} when the database is away and the key was not seen lately
   */
  Future<Optional<ApiKey>> get(byte[] hash) {
    CompletableFuture<Optional<ApiKey>> answer =
        answers.get(
            HexFormat.of().formatHex(hash),
            (name, executor) -> ask(name, hash).toCompletionStage().toCompletableFuture());
    // Whoever asks goes on in a context of its own, not in that of whoever asked first.
    return Future.fromCompletionStage(answer, vertx.getOrCreateContext());
  }

  private Future<Optional<ApiKey>> ask(String name, byte[] hash) {
    long before = forgotten.get();
    return database
        .apply(hash)
        .map(
            found -> {
              remember(name, found, before);
              return found;
            })
        .recover(problem -> lastSeen(name, problem));
  }

  private void remember(String name, Optional<ApiKey> found, long before) {
    if (found.isEmpty()) {
      lastSeen.invalidate(name);
    } else if (forgotten.get() == before) {
      // Else the answer may be from before the revocation that made us forget.
      lastSeen.put(name, found.get());
    }
  }

  private Future<Optional<ApiKey>> lastSeen(String name, Throwable problem) {
    ApiKey key = lastSeen.getIfPresent(name);
    if (key == null) {
      return Future.failedFuture(new CannotTell("The keys cannot be looked up.", problem));
    }
    log.atDebug()
        .addKeyValue("key", key.id())
        .addKeyValue("problem", problem.getMessage())
        .log("The database is away; a key counts as it was last seen");
    return Future.succeededFuture(Optional.of(key));
  }

  /** Has the key looked up anew at its next use. */
  void forget(long id) {
    forgotten.incrementAndGet();
    lastSeen.asMap().values().removeIf(key -> key.id() == id);
    answers.asMap().values().removeIf(answer -> mayBe(answer, id));
  }

  private static boolean mayBe(CompletableFuture<Optional<ApiKey>> answer, long id) {
    return !answer.isDone()
        || answer.isCompletedExceptionally()
        || answer.join().map(key -> key.id() == id).orElse(false);
  }
}

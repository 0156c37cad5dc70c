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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches what the database said of keys. An entry answers for five seconds in place of the
 * database, so that a flood of requests does not reach it, and for an hour while it is away.
 */
final class KnownKeys {

  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);

  private static final int MOST = 10_000;
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration STALE = Duration.ofHours(1);

  /** After it the last known answer is used: a database that is cut off never answers. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Function<byte[], Future<Optional<ApiKey>>> database;

  /**
   * @param problem why nothing was answered; null when something was
   */
  private record Lookup(Optional<ApiKey> found, @Nullable Throwable problem) {}

  /** By hash, also that there is no such key; one look-up for all who ask meanwhile. */
  private final AsyncCache<String, Lookup> answers;

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
   * @return fails with {@link AuthUnavailableException} when the database is away and the key was
   *     not seen lately
   */
  Future<Optional<ApiKey>> get(byte[] hash) {
    String name = HexFormat.of().formatHex(hash);
    CompletableFuture<Lookup> asked =
        answers.get(
            name, (missing, executor) -> ask(name, hash).toCompletionStage().toCompletableFuture());
    // Each caller continues in its own context, not in that of the first one.
    return Future.fromCompletionStage(asked, vertx.getOrCreateContext())
        .compose(
            answer -> {
              if (answer.problem() == null) {
                return Future.succeededFuture(answer.found());
              }
              answers.asMap().remove(name, asked);
              return Future.failedFuture(
                  new AuthUnavailableException("The keys cannot be looked up.", answer.problem()));
            });
  }

  /** Never fails: the cache would log each failure with its stack. */
  private Future<Lookup> ask(String name, byte[] hash) {
    long before = forgotten.get();
    return database
        .apply(hash)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(
            found -> {
              remember(name, found, before);
              return new Lookup(found, null);
            })
        .otherwise(problem -> lastSeen(name, problem));
  }

  private void remember(String name, Optional<ApiKey> found, long before) {
    if (found.isEmpty()) {
      lastSeen.invalidate(name);
    } else if (forgotten.get() == before) {
      // Else the answer may be from before the revocation that made us forget.
      lastSeen.put(name, found.get());
    }
  }

  private Lookup lastSeen(String name, Throwable problem) {
    ApiKey key = lastSeen.getIfPresent(name);
    if (key == null) {
      return new Lookup(Optional.empty(), problem);
    }
    log.atDebug()
        .addKeyValue("key", key.id())
        .addKeyValue("problem", problem.getMessage())
        .log("The database is away; a key counts as it was last seen");
    return new Lookup(Optional.of(key), null);
  }

  /** How many answers are kept. */
  long size() {
    answers.synchronous().cleanUp();
    return answers.synchronous().estimatedSize();
  }

  /** Has the key looked up anew at its next use. */
  void forget(long id) {
    forgotten.incrementAndGet();
    lastSeen.asMap().values().removeIf(key -> key.id() == id);
    answers.asMap().values().removeIf(asked -> mayBe(asked, id));
  }

  private static boolean mayBe(CompletableFuture<Lookup> asked, long id) {
    return !asked.isDone()
        || asked.isCompletedExceptionally()
        || asked.join().found().map(key -> key.id() == id).orElse(false);
  }
}

package io.tidemark.studio.calls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.access.Hashes;
import io.tidemark.boot.AppContext;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.upstream.CredentialPause;
import io.tidemark.upstream.ForeignTimes;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One upstream for each access token in use. There are many accounts, and each is called for a
 * moment every few hours: an upstream is dropped when it was idle for longer than the longest short
 * window.
 */
public final class AccountUpstreams {

  private static final int MOST = 512;
  private static final Duration KEPT = Duration.ofMinutes(2);

  /** Keeps the token, which is needed to drop its budget as well. */
  private record Entry(String token, Upstream upstream) {}

  private final AppContext app;
  private final String name;
  private final BudgetPlan plan;
  private final Pauses pauses;
  private final ForeignTimes times;
  private final Cache<String, Entry> known;

  private final CredentialPause all;

  public AccountUpstreams(AppContext app, String name, BudgetPlan plan) {
    this(app, name, plan, MOST, System::nanoTime);
  }

  AccountUpstreams(AppContext app, String name, BudgetPlan plan, int most, LongSupplier nanoTime) {
    this.app = app;
    this.name = name;
    this.plan = plan;
    this.pauses = new Pauses(app.pool());
    this.all = CredentialPause.ofAll(pauses, app.clock(), name);
    this.times = new ForeignTimes(app.clock(), name, app.meters());
    this.known =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterAccess(KEPT)
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .<String, Entry>removalListener(
                (credential, gone, cause) -> {
                  if (gone != null) {
                    app.budgets().forget(name, gone.token());
                  }
                })
            .build();
  }

  /** Reads the times in the platform's answers. */
  public ForeignTimes times() {
    return times;
  }

  /** The pause that covers all accounts. */
  public CredentialPause ofAll() {
    return all;
  }

  /**
   * The upstream of a token; it knows pauses of the token that other processes began.
   *
   * @return never fails
   */
  public Future<Upstream> of(String token) {
    Upstream upstream =
        known.get(Hashes.shortName(token), first -> new Entry(token, upstream(token))).upstream();
    return upstream.pause().map(upstream);
  }

  private Upstream upstream(String token) {
    return new Upstream(
        app.vertx(),
        app.clock(),
        name,
        token,
        app.settings().upstream(),
        pauses,
        app.budgets().of(name, token, plan),
        app.meters());
  }

  /** The number of upstreams that are kept. */
  long size() {
    known.cleanUp();
    return known.estimatedSize();
  }
}

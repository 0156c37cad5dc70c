package io.tidemark.studio.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.clock.WorldClock;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives usable tokens: one process renews them before they end, and stores them before any process
 * uses them.
 *
 * <p>A platform that rotates refresh tokens invalidates the old one when it issues the new one. New
 * tokens that could not be stored are kept in memory and stored with the next request. When the
 * process dies before that they are lost, and the old one is tried again, which some platforms
 * accept for a while.
 */
public final class AccountTokens {

  private static final Logger log = LoggerFactory.getLogger(AccountTokens.class);

  /** The pause after a failed renewal. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(10);

  private record UnstoredTokens(Tokens instead, Tokens tokens) {}

  private final TokenStore store;
  private final Renewal renewal;
  private final WorldClock clock;
  private final Cache<Long, UnstoredTokens> notStored =
      Caffeine.newBuilder().maximumSize(10_000).build();
  private final Cache<Long, Instant> failedAt = Caffeine.newBuilder().maximumSize(10_000).build();

  /** Carries an outcome out of the store's callback, so that the store writes nothing. */
  private static final class NotRenewed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient CallOutcome<Tokens> outcome;

    NotRenewed(CallOutcome<Tokens> outcome) {
      super(outcome.why(), null, false, false);
      this.outcome = outcome;
    }
  }

  public AccountTokens(TokenStore store, Renewal renewal, WorldClock clock) {
    this.store = store;
    this.renewal = renewal;
    this.clock = clock;
  }

  /**
   * The account's tokens, renewed when due; the old ones when a renewal fails while they are valid.
   *
   * @return never fails
   */
  public Future<CallOutcome<Tokens>> usable(long account) {
    return tokens(account, tokens -> renewal.isDue(tokens, clock.instant()), true);
  }

  /**
   * Calls with the account's usable access token.
   *
   * @return the outcome of the call, or of a renewal that failed
   */
  public <T> Future<CallOutcome<T>> call(
      long account, Function<String, Future<CallOutcome<T>>> call) {
    return usable(account)
        .compose(
            usable ->
                usable instanceof CallOutcome.Answered<Tokens> answered
                    ? call.apply(answered.content().access())
                    : Future.succeededFuture(usable.unanswered()));
  }

  /**
   * Tokens in place of those that the platform just rejected: the ones another process has stored
   * meanwhile, or renewed ones.
   *
   * @return never fails
   */
  public Future<CallOutcome<Tokens>> insteadOf(long account, String refused) {
    return tokens(account, tokens -> tokens.access().equals(refused), false);
  }

  private Future<CallOutcome<Tokens>> tokens(
      long account, Predicate<Tokens> renewed, boolean oldOnesDo) {
    return usedAsTheyAre(account, renewed)
        .compose(
            asTheyAre ->
                asTheyAre.isPresent()
                    ? Future.succeededFuture(asTheyAre.get())
                    : renewed(account, renewed, oldOnesDo))
        .<CallOutcome<Tokens>>map(CallOutcome.Answered::new)
        .otherwise(problem -> outcome(account, problem));
  }

  /** Reads without the lock, which is enough for most calls; empty when a renewal may be due. */
  private Future<Optional<Tokens>> usedAsTheyAre(long account, Predicate<Tokens> renewed) {
    return notStored.getIfPresent(account) != null
        ? Future.succeededFuture(Optional.empty())
        : store.tokens(account).map(stored -> Optional.of(stored).filter(Predicate.not(renewed)));
  }

  private Future<Tokens> renewed(long account, Predicate<Tokens> renewed, boolean oldOnesDo) {
    return store
        .withLockedTokens(account, stored -> change(account, stored, renewed, oldOnesDo))
        .onSuccess(stored -> notStored.invalidate(account));
  }

  private Future<Tokens> change(
      long account, Tokens stored, Predicate<Tokens> renewed, boolean oldOnesDo) {
    UnstoredTokens given = notStored.getIfPresent(account);
    if (given != null && given.instead().equals(stored)) {
      return Future.succeededFuture(given.tokens());
    }
    if (!renewed.test(stored)) {
      return Future.succeededFuture(stored);
    }
    Instant now = clock.instant();
    boolean alive =
        oldOnesDo && (stored.accessExpiresAt() == null || stored.accessExpiresAt().isAfter(now));
    Instant failed = failedAt.getIfPresent(account);
    if (alive && failed != null && failed.plus(TRY_AGAIN).isAfter(now)) {
      return Future.succeededFuture(stored);
    }
    return renewal
        .renew(stored)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Tokens> answered) {
                failedAt.invalidate(account);
                notStored.put(account, new UnstoredTokens(stored, answered.content()));
                return Future.succeededFuture(answered.content());
              }
              failedAt.put(account, now);
              log.atWarn()
                  .addKeyValue("account", account)
                  .addKeyValue("reason", outcome.why())
                  .log("The tokens of an account could not be renewed");
              return alive
                  ? Future.succeededFuture(stored)
                  : Future.failedFuture(new NotRenewed(outcome));
            });
  }

  private static CallOutcome<Tokens> outcome(long account, Throwable problem) {
    if (problem instanceof NotRenewed notRenewed) {
      return notRenewed.outcome;
    }
    log.atWarn()
        .addKeyValue("account", account)
        .setCause(problem)
        .log("The tokens of an account could not be read or stored");
    return new CallOutcome.Transient<>("the account's tokens cannot be read or stored", false);
  }
}

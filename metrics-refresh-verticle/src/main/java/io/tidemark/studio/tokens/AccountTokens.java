package io.tidemark.studio.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.clock.WorldClock;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that can be used: renewed before they end, by one process, and stored before any process
 * uses them.
 *
 * <p>A platform that rotates refresh tokens forgets the old one when it gives the new one. What was
 * given and could not be stored is kept here and stored by the next who asks; when the process dies
 * in between it is lost, and the old one is tried again, which some platforms allow for a while.
 */
public final class AccountTokens {

  private static final Logger log = LoggerFactory.getLogger(AccountTokens.class);

  /** A renewal that failed is not tried with each call. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(10);

  private record Given(Tokens instead, Tokens tokens) {}

  private final TokenStore store;
  private final Renewal renewal;
  private final WorldClock clock;
  private final Cache<Long, Given> notStored = Caffeine.newBuilder().maximumSize(10_000).build();
  private final Cache<Long, Instant> failedAt = Caffeine.newBuilder().maximumSize(10_000).build();

  /** Carries an outcome through the store, which shall store nothing. */
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
   * The account's tokens, renewed when it is time; the old ones while they live and cannot be.
   *
   * @return never fails
   */
  public Future<CallOutcome<Tokens>> usable(long account) {
    return tokens(account, tokens -> renewal.isDue(tokens, clock.instant()), true);
  }

  /**
   * Other tokens than those the platform just refused: what another process has stored meanwhile,
   * or new ones.
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
        .map(
            tokens -> {
              CallOutcome<Tokens> outcome = new CallOutcome.Answered<>(tokens);
              return outcome;
            })
        .otherwise(problem -> outcome(account, problem));
  }

  /** Most calls renew nothing and shall not take turns; empty when it must be looked at closer. */
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
    Given given = notStored.getIfPresent(account);
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
                notStored.put(account, new Given(stored, answered.content()));
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

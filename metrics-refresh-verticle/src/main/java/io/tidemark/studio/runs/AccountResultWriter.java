package io.tidemark.studio.runs;

import io.tidemark.contract.Address;
import io.tidemark.contract.Message.AccountDisconnected;
import io.tidemark.jobs.JobContext;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.runs.RunAccounts.Pending;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how a run ended or paused an account, and announces it. */
final class AccountResultWriter {

  private static final Logger log = LoggerFactory.getLogger(AccountResultWriter.class);

  private final RefreshContext context;
  private final JobContext job;
  private final long run;
  private final Pending account;

  AccountResultWriter(RefreshContext context, JobContext job, Pending account) {
    this.context = context;
    this.job = job;
    this.run = job.claim().subject();
    this.account = account;
  }

  /**
   * @param status done, failed or skipped
   * @param reason null when done
   */
  Future<AccountResult> ends(String status, @Nullable String reason) {
    return job.write(
            transaction -> RunAccounts.end(transaction, run, account.account(), status, reason))
        .map(new AccountResult.Ended());
  }

  /** Ends an account of which all posts were asked about; adds notes on all of them together. */
  Future<AccountResult> done() {
    long id = account.account();
    return job.write(
            transaction ->
                RunAccounts.cannotTell(transaction, run, id, context.clock().instant())
                    .compose(written -> RunAccounts.noteConstants(transaction, run, id))
                    .compose(noted -> RunAccounts.end(transaction, run, id, "done", null)))
        .map(new AccountResult.Ended());
  }

  /**
   * Pauses the account. The run waits for it, unless the next run begins first.
   *
   * @param atMost when the next run begins
   */
  Future<AccountResult> waits(Instant until, Instant atMost, String why) {
    boolean tooLong = until.isAfter(atMost);
    return job.write(
            transaction ->
                Accounts.pause(transaction, account.account(), until, why)
                    .compose(
                        paused ->
                            tooLong
                                ? RunAccounts.end(
                                    transaction,
                                    run,
                                    account.account(),
                                    "failed",
                                    "paused until %s: %s".formatted(until, why))
                                : Future.succeededFuture()))
        .map(
            written ->
                tooLong
                    ? new AccountResult.Ended()
                    : new AccountResult.Waits(until, account.account()));
  }

  /** As above, for a new pause, which is counted. */
  Future<AccountResult> paused(Instant until, Instant atMost, String why) {
    return waits(until, atMost, why)
        .onSuccess(written -> context.meters().paused(account.platform()));
  }

  /**
   * Ends an account whose owner must connect it again.
   *
   * @param connection the number of the rejected token's connection
   * @return false, with nothing written, when the owner has changed the account since
   */
  Future<Boolean> tokenDied(int connection, String why) {
    Instant now = context.clock().instant();
    return job.write(
            transaction ->
                Accounts.tokenDied(transaction, account.account(), connection, why, now)
                    .compose(
                        died ->
                            died
                                ? RunAccounts.end(
                                        transaction,
                                        run,
                                        account.account(),
                                        "failed",
                                        "needs to be connected again: " + why)
                                    .map(true)
                                : Future.succeededFuture(false)))
        .onSuccess(
            died -> {
              if (died) {
                announce(why, now);
              }
            });
  }

  private void announce(String why, Instant now) {
    log.atWarn()
        .addKeyValue("account", account.account())
        .addKeyValue("workspace", account.workspace())
        .addKeyValue("platform", account.platform().word())
        .addKeyValue("problem", why)
        .log("An account must be connected again; its posts are not refreshed until then");
    Address.STUDIO_ACCOUNTS.publish(
        context.vertx().eventBus(),
        new AccountDisconnected(
            account.account(), account.workspace(), account.platform().word(), why, now));
  }
}

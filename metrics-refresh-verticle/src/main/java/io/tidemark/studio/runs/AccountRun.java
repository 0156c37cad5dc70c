package io.tidemark.studio.runs;

import io.tidemark.flow.AsyncLoop;
import io.tidemark.jobs.JobContext;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Connection;
import io.tidemark.studio.accounts.TokenSeal.UnsealException;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.studio.posts.RefreshCadence;
import io.tidemark.studio.runs.RunAccounts.Pending;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.RefusalGuard;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one account of one run, batch after batch. The posts are selected from the database, so a
 * run that another process began continues where that process stopped. Runs on any context.
 */
final class AccountRun {

  /** A selection reads all posts of the account, so it is made for so many batches at once. */
  private static final int BATCHES_SELECTED = 20;

  /** Wholly refused batches in a row after which the account is refused, not its posts. */
  private static final int MOST_REFUSED_BATCHES = 2;

  private final RefreshContext context;
  private final JobContext job;
  private final long run;
  private final Instant waitsAtMostUntil;
  private final boolean forced;
  private final RefreshCadence fresh;
  private final Pending account;
  private final StudioSource source;
  private final AccountResultWriter writer;
  private final RefusalGuard guard = new RefusalGuard();

  /** Whether a model has chosen the posts. */
  private boolean byWorth;

  /** Posts of the next batches. */
  private final Deque<PostRef> selected = new ArrayDeque<>();

  /** How many posts of the present batch have a result. */
  private int written;

  /** Counts refusals of the present batch. */
  private RefusalGuard guardOfBatch = new RefusalGuard();

  /**
   * Refused posts of a batch of which nothing was answered yet, with the reason: the cause may be
   * the account.
   */
  private final Map<PostRef, String> pendingRefusals = new LinkedHashMap<>();

  /** Why the rest of the batch is not requested; null while it is. */
  private @Nullable String abandonedReason;

  /** Batches in a row of which all posts were refused. */
  private int refusedBatches;

  /**
   * @param connection the number of the token's connection
   */
  private record AccountAccess(Account account, int connection) {}

  AccountRun(
      RefreshContext context, JobContext job, Run run, Pending account, StudioSource source) {
    Instant began = run.startedAt();
    StudioSettings settings = context.settings();
    this.context = context;
    this.job = job;
    this.run = run.id();
    this.waitsAtMostUntil = began.plus(settings.rhythm());
    this.forced = run.forced();
    this.byWorth = account.modelCurves() != null;
    this.fresh = RefreshCadence.at(began, settings, run.forced());
    this.account = account;
    this.source = source;
    this.writer = new AccountResultWriter(context, job, account);
  }

  Future<AccountResult> begin() {
    Instant paused = account.pausedUntil();
    if (paused != null && paused.isAfter(context.clock().instant())) {
      return writer.waits(paused, waitsAtMostUntil, String.valueOf(account.pauseReason()));
    }
    return context
        .accounts()
        .connection(account.account())
        .compose(this::begin)
        .recover(
            problem ->
                problem instanceof UnsealException closed
                    ? writer.ends("failed", closed.getMessage())
                    : Future.failedFuture(problem));
  }

  private Future<AccountResult> begin(Optional<Connection> connection) {
    return connection.isEmpty() // removed just now
        ? Future.succeededFuture(new AccountResult.Ended())
        : choose()
            .compose(
                chosen ->
                    batches(
                        new AccountAccess(
                            new Account(
                                account.account(),
                                account.workspace(),
                                account.externalId(),
                                connection.get().tokens().access()),
                            connection.get().number())));
  }

  /** Has the posts chosen by a model, if there is one and the account was not begun without it. */
  private Future<Void> choose() {
    return byWorth || forced || account.begun()
        ? Future.succeededFuture()
        : context
            .choices()
            .of(account.workspace(), account.platform(), account.account(), fresh)
            .compose(
                choice ->
                    choice.isEmpty()
                        ? Future.succeededFuture()
                        : job.write(
                                transaction ->
                                    RunAccounts.choose(
                                        transaction, run, account.account(), choice.get()))
                            .onSuccess(written -> byWorth = true));
  }

  private Future<AccountResult> batches(AccountAccess access) {
    selected.clear();
    return AsyncLoop.until(() -> batch(access));
  }

  /**
   * Reads the next batch.
   *
   * @return empty when there may be another batch
   */
  private Future<Optional<AccountResult>> batch(AccountAccess access) {
    if (job.stopping()) {
      return Future.succeededFuture(Optional.of(new AccountResult.Stopped()));
    }
    int most = Math.max(1, Math.min(context.settings().batch(), source.mostPosts()));
    return next(most)
        .compose(
            batch ->
                batch.isEmpty()
                    ? done().map(Optional::of)
                    : askWhole(access, batch)
                        .compose(end -> settle(batch, end))
                        .compose(
                            end ->
                                end.isPresent()
                                    ? Future.succeededFuture(end)
                                    : delay(batch.size() < most)
                                        .map(delayed -> Optional.<AccountResult>empty())));
  }

  /** The next batch, which is not full when it is the last one. */
  private Future<List<PostRef>> next(int most) {
    int all = most * BATCHES_SELECTED;
    Instant now = context.clock().instant();
    return selected.isEmpty()
        ? (byWorth
                ? context.posts().nextChosen(account.account(), run, all, now)
                : context.posts().next(account.account(), run, fresh, all, now))
            .map(
                found -> {
                  selected.addAll(found);
                  return take(most);
                })
        : Future.succeededFuture(take(most));
  }

  private List<PostRef> take(int most) {
    List<PostRef> batch = new ArrayList<>();
    while (batch.size() < most && !selected.isEmpty()) {
      batch.add(selected.poll());
    }
    return batch;
  }

  private Future<Optional<AccountResult>> askWhole(AccountAccess access, List<PostRef> batch) {
    guardOfBatch = new RefusalGuard();
    abandonedReason = null;
    written = 0;
    pendingRefusals.clear();
    return new BatchBisector<PostRef, AccountResult>(part -> ask(access, part), this::refusedAlone)
        .run(batch);
  }

  /**
   * Writes refusals of single posts, unless the account as a whole is refused.
   *
   * @return empty when the account continues
   */
  private Future<Optional<AccountResult>> settle(List<PostRef> batch, Optional<AccountResult> end) {
    if (written + pendingRefusals.size() < batch.size()) {
      selected.clear(); // Posts without a result belong to the next batch.
    }
    if (end.isPresent() || pendingRefusals.isEmpty()) {
      return Future.succeededFuture(end);
    }
    String why = pendingRefusals.values().iterator().next();
    boolean isWhole = batch.size() > 1 && pendingRefusals.size() == batch.size();
    if (isWhole) {
      refusedBatches++;
    }
    boolean isAccount =
        refusedBatches >= MOST_REFUSED_BATCHES
            || guard.refusesEverything()
            || (source.isolatesRefusals() && guard.wasOnlyRefused());
    return isWhole && isAccount ? refusedAll(why).map(Optional::of) : writeRefusals();
  }

  /** Writes refusals of single posts that were deferred. */
  private Future<Optional<AccountResult>> writeRefusals() {
    if (pendingRefusals.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Map<Long, PostOutcome<Metrics>> outcomes = new HashMap<>();
    pendingRefusals.forEach((post, why) -> outcomes.put(post.id(), new PostOutcome.Refused<>(why)));
    List<PostRef> blamed = List.copyOf(pendingRefusals.keySet());
    pendingRefusals.clear();
    return write(blamed, outcomes);
  }

  private Future<Optional<AccountResult>> deferRefusals(List<PostRef> refused, String why) {
    refused.forEach(post -> pendingRefusals.put(post, why));
    return Future.succeededFuture(Optional.empty());
  }

  /** Fails the account; the next run asks about all its posts again. */
  private Future<AccountResult> refusedAll(String why) {
    pendingRefusals.clear();
    return writer.ends("failed", StudioSource.REFUSES_EVERYTHING + ": " + why);
  }

  /** Ends the account, or waits for its doubted posts to be asked about again. */
  private Future<AccountResult> done() {
    return context
        .posts()
        .again(account.account(), run, context.clock().instant())
        .compose(
            again ->
                again
                    .<Future<AccountResult>>map(
                        at -> Future.succeededFuture(new AccountResult.Waits(at, null)))
                    .orElseGet(writer::done));
  }

  /** Waits between two batches; a batch that is not full is the last one. */
  private Future<Void> delay(boolean last) {
    if (last) {
      return Future.succeededFuture();
    }
    long millis = context.clock().realTime(context.settings().batchDelay()).toMillis();
    return millis <= 0
        ? Future.succeededFuture()
        : context.vertx().timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private Future<Reply<PostRef, AccountResult>> ask(AccountAccess access, List<PostRef> batch) {
    return abandonedReason != null
        ? deferRefusals(batch, abandonedReason).map(Reply.Settled::new)
        : source
            .read(access.account(), batch)
            .onComplete(answered -> job.progressed())
            .compose(outcome -> reply(access, batch, outcome));
  }

  /**
   * Posts that a refusal names are refused, and the others are requested again in the next batch.
   * When every request was refused, the account is refused and retried in the next run.
   */
  private Future<Reply<PostRef, AccountResult>> reply(
      AccountAccess access,
      List<PostRef> batch,
      CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome) {
    if (!(outcome instanceof CallOutcome.Refused<?> refused)) {
      guard.answered();
      guardOfBatch.answered();
      refusedBatches = 0;
      return apply(access, batch, outcome).map(Reply.Settled::new);
    }
    guard.refused();
    guardOfBatch.refused();
    List<PostRef> blamed =
        batch.stream().filter(post -> refused.offending().contains(post.externalId())).toList();
    if (!blamed.isEmpty() && batch.size() > 1) {
      return write(blamed, all(blamed, new PostOutcome.Refused<>(refused.why())))
          .map(Reply.Settled::new);
    }
    if (guardOfBatch.refusesEverything()) {
      abandonedReason = refused.why();
    }
    return abandonedReason != null || source.isolatesRefusals()
        ? refusedAlone(batch, refused.why()).map(Reply.Settled::new)
        : Future.succeededFuture(new Reply.Refused<>(batch, List.of(), refused.why()));
  }

  private Future<Optional<AccountResult>> refusedAlone(List<PostRef> posts, String why) {
    return guardOfBatch.wasOnlyRefused()
        ? deferRefusals(posts, why)
        : write(posts, all(posts, new PostOutcome.Refused<>(why)));
  }

  private Future<Optional<AccountResult>> apply(
      AccountAccess access,
      List<PostRef> batch,
      CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome) {
    return switch (outcome) {
      case CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>> answered ->
          writeRefusals()
              .compose(
                  end ->
                      end.isPresent()
                          ? Future.succeededFuture(end)
                          : write(batch, answered.content()));
      case CallOutcome.Transient<Map<Long, PostOutcome<Metrics>>> failed ->
          write(batch, all(batch, new PostOutcome.Unknown<>("the call failed: " + failed.why())));
      case CallOutcome.Refused<Map<Long, PostOutcome<Metrics>>> refused ->
          throw new IllegalArgumentException("it was refused");
      case CallOutcome.AuthDead<Map<Long, PostOutcome<Metrics>>> dead ->
          tokenDied(access, dead.why()).map(Optional::of);
      case CallOutcome.Throttled<Map<Long, PostOutcome<Metrics>>> throttled ->
          pause(throttled.until(), throttled.why()).map(Optional::of);
      case CallOutcome.Exhausted<Map<Long, PostOutcome<Metrics>>> exhausted ->
          pause(exhausted.until(), exhausted.why()).map(Optional::of);
      case CallOutcome.NotSent<Map<Long, PostOutcome<Metrics>>> notSent ->
          pause(notSent.until(), notSent.why()).map(Optional::of);
    };
  }

  private static Map<Long, PostOutcome<Metrics>> all(
      List<PostRef> batch, PostOutcome<Metrics> outcome) {
    return batch.stream().collect(Collectors.toMap(PostRef::id, post -> outcome));
  }

  private Future<Optional<AccountResult>> write(
      List<PostRef> batch, Map<Long, PostOutcome<Metrics>> outcomes) {
    return MetricsWriter.batch(job, account.account(), batch, outcomes)
        .map(
            ours -> {
              if (!ours) {
                return Optional.of(new AccountResult.Ended());
              }
              written += batch.size();
              batch.forEach(
                  post ->
                      context
                          .meters()
                          .asked(account.platform(), MetricsWriter.outcome(outcomes, post)));
              return Optional.empty();
            });
  }

  /** Fails the account, or continues with newer tokens when the rejected one is not the present. */
  private Future<AccountResult> tokenDied(AccountAccess access, String why) {
    return writer
        .tokenDied(access.connection(), why)
        .compose(
            died ->
                died
                    ? Future.succeededFuture(new AccountResult.Ended())
                    : context
                        .accounts()
                        .connection(account.account())
                        .compose(
                            now ->
                                now.isPresent() && now.get().number() == access.connection()
                                    ? writer.ends("failed", "its token is refused: " + why)
                                    : begin(now)));
  }

  private Future<AccountResult> pause(Instant until, String why) {
    return writer.paused(until, waitsAtMostUntil, why);
  }
}

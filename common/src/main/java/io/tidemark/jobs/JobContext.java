package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims that a handler works on, from the claim to the end of its work. Their leases are
 * renewed meanwhile. Thread-safe.
 */
public final class JobContext {

  private static final Logger log = LoggerFactory.getLogger(JobContext.class);

  private final JobStore store;
  private final WorldClock clock;
  private final BooleanSupplier stopping;
  private final long claimBegan;
  private final long claimed = System.nanoTime();

  private volatile List<Claim> claims;
  private volatile long renewedAt = claimed;
  private volatile boolean released;
  private volatile @Nullable JobResult result;
  private volatile Consumer<Duration> overrun = lasted -> {};
  private volatile Runnable progress = () -> {};

  JobContext(
      JobStore store,
      WorldClock clock,
      BooleanSupplier stopping,
      List<Claim> claims,
      long claimBegan) {
    this.store = store;
    this.clock = clock;
    this.stopping = stopping;
    this.claims = List.copyOf(claims);
    this.claimBegan = claimBegan;
  }

  /** The claim of a handler that has one. */
  public Claim claim() {
    return claims.getFirst();
  }

  /** The claims that the handler still has to complete or release. */
  public List<Claim> claims() {
    return claims;
  }

  /** The present, by the world's clock. */
  public Instant now() {
    return clock.instant();
  }

  /** Whether the process stops: the handler finishes what it is at and returns. */
  public boolean stopping() {
    return stopping.getAsBoolean();
  }

  /** When the statement that took the claims was sent, by {@link System#nanoTime()}. */
  public long claimBegan() {
    return claimBegan;
  }

  /** When it was answered, by {@link System#nanoTime()}. */
  public long claimed() {
    return claimed;
  }

  /**
   * Writes in one transaction, fenced by the claims, and counts as {@link #progressed()}.
   *
   * @return fails with {@link LeaseLostException} when a claim was taken over; nothing is written
   */
  public <T> Future<T> write(Function<SqlConnection, Future<T>> work) {
    List<Claim> mine = claims;
    return store
        .pool()
        .withTransaction(
            transaction ->
                store
                    .lockClaims(transaction, mine)
                    .compose(
                        locked ->
                            locked.size() == mine.size()
                                ? work.apply(transaction)
                                : Future.failedFuture(
                                    new LeaseLostException(
                                        store.kind(), mine.size() - locked.size()))))
        .onComplete(written -> progressed());
  }

  /**
   * Writes as {@link #write} does and ends the claims in the same transaction, as the work says.
   *
   * @return what the work said, when it is written
   */
  public Future<JobResult> complete(Function<SqlConnection, Future<JobResult>> work) {
    return write(
            transaction ->
                work.apply(transaction)
                    .compose(said -> store.complete(transaction, completions(said)).map(said)))
        .onSuccess(said -> result = said);
  }

  /**
   * What {@link #complete} wrote.
   *
   * @throws IllegalStateException when it has written nothing
   */
  public JobResult result() {
    JobResult written = result;
    if (written == null) {
      throw new IllegalStateException("the job was not completed");
    }
    return written;
  }

  /** Writes what a handler returned, unless it wrote it itself. */
  Future<Void> settle(JobResult returned) {
    return result != null
        ? Future.succeededFuture()
        : store.complete(store.pool(), completions(returned));
  }

  private List<Completion> completions(JobResult of) {
    return claims.stream()
        .map(claim -> new Completion(claim.subject(), claim.token(), due(claim, of)))
        .toList();
  }

  private static @Nullable Instant due(Claim claim, JobResult of) {
    return switch (of) {
      case JobResult.Done done -> null;
      case JobResult.RetryAt retry -> retry.at();
      case JobResult.Released released -> claim.dueAt();
    };
  }

  /** The work got on: the time that it may last without an end begins anew. */
  public void progressed() {
    progress.run();
  }

  /** Works on with some of the claims; the others were ended in another way. */
  public void keep(List<Claim> some) {
    claims = List.copyOf(some);
  }

  /**
   * Gives some of the claims up undone: they are due as before, and claimed before younger ones.
   */
  public Future<Void> release(List<Claim> some) {
    Set<Claim> gone = Set.copyOf(some);
    keep(claims.stream().filter(claim -> !gone.contains(claim)).toList());
    return store.release(some).onSuccess(free -> store.readAgainFrom(some));
  }

  /**
   * Renews the leases no longer, because the claims are released or will be. A write that comes
   * before another process claims them still succeeds.
   */
  public void stopRenewing() {
    released = true;
  }

  /** Whether no other process can have taken the claims over, by all that is known here. */
  public boolean holdsLease() {
    return !released && System.nanoTime() - renewedAt < store.lease().toNanos();
  }

  /**
   * @param listener called each time the work has lasted as long as it may without an end, with
   *     that time; on the watchdog's thread
   */
  public void onOverrun(Consumer<Duration> listener) {
    overrun = listener;
  }

  void overran(Duration lasted) {
    overrun.accept(lasted);
  }

  void onProgress(Runnable listener) {
    progress = listener;
  }

  void renew() {
    if (released) {
      return;
    }
    long asked = System.nanoTime();
    store
        .renew(claims)
        .onSuccess(stood -> renewedAt = asked)
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("job", store.kind())
                    .addKeyValue("claims", claims.size())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The leases of claimed jobs could not be renewed"));
  }
}

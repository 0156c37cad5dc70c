package io.tidemark.processes;

import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.processes.DetectorSession.PooledConnectionException;
import io.tidemark.processes.ProcessRegistry.LockedRow;
import io.tidemark.processes.ProcessRegistry.ProcessState;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.pgclient.PgException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a session lock that shows that this process lives, and declares dead the processes whose
 * locks are missing: their claims are free at once ({@code JobStore.FREE}).
 *
 * <p>It only makes takeover faster. The lease is the sure way: a process that hangs keeps its
 * session, and its claims are free when their leases end. A living process that is declared dead is
 * fenced by the tokens of its claims.
 */
public final class FailureDetector implements ClaimOwner {

  private static final Logger log = LoggerFactory.getLogger(FailureDetector.class);

  /** Real time between two probes of a process that watches the others, or suspects one. */
  static final Duration PROBE_EVERY = Duration.ofMillis(250);

  /**
   * Real time between two probes of the other processes, which learn of a death from a message on
   * the bus. A session that hears nothing for five seconds is closed: a probe that is answered late
   * must fail by its own limit of two seconds before.
   */
  static final Duration PROBE_SELDOM = Duration.ofSeconds(2);

  /**
   * The processes with the lowest ids watch: two, as one may hang or die with the one it watches.
   */
  private static final int WATCHERS = 2;

  /** Bus address, of all processes: a process was declared dead, or has left. Without a body. */
  private static final String DEATHS = "tidemark.processes.deaths";

  /** Real time between two tries to open a session: less than others need for two probes. */
  private static final Duration RETRY_EVERY = Duration.ofMillis(100);

  /**
   * A process declares others dead only when its own session is this old. After an outage of the
   * database all sessions are new, and some processes need longer to be back.
   */
  static final Duration MIN_SESSION_AGE = Duration.ofSeconds(3);

  /** A probe that took longer tells of a database that stood still, and of sessions it lost. */
  private static final Duration SLOW_PROBE = Duration.ofSeconds(1);

  /**
   * The lock of this process.
   *
   * @param lockedAt by the nano time
   */
  private record Lock(DetectorSession session, LockedRow row, long lockedAt) {}

  private final Vertx vertx;
  private final ProcessRegistry registry;
  private final URI url;
  private final LongSupplier nanoTime;

  private volatile @Nullable Lock lock;
  private @Nullable Integer lastId; // of the lock before, if any
  private SuspectTracker suspects = new SuspectTracker();
  private Set<Integer> gone = Set.of();
  private volatile Duration probeEvery = PROBE_EVERY;

  /** By the nano time; null unless the database has stood still. */
  private volatile @Nullable Long stoodStillUntil;

  private @Nullable MessageConsumer<Void> deaths;
  private @Nullable Future<Void> probing;
  private long timer = -1;
  private boolean running;
  private boolean ended;
  private boolean failing;

  /**
   * @param url leads to the database itself, not to a pooler
   */
  public FailureDetector(Vertx vertx, ProcessRegistry registry, URI url, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.registry = registry;
    this.url = url;
    this.nanoTime = nanoTime;
  }

  /** The id of this process while it holds its lock. */
  @Override
  public @Nullable Integer processId() {
    Lock now = lock;
    return now == null ? null : now.row().id();
  }

  /**
   * Starts probing.
   *
   * @return completes after the first try, which may have failed; never fails
   */
  public Future<Void> begin() {
    synchronized (this) {
      running = true;
      deaths = vertx.eventBus().consumer(DEATHS, death -> tick());
    }
    return tick();
  }

  /** Real time until the next probe. */
  Duration probeEvery() {
    return probeEvery;
  }

  /** Frees the claims of this process at once and gives its lock back; never fails. */
  public Future<Void> end() {
    Lock leaving;
    synchronized (this) {
      ended = true;
      running = false;
      vertx.cancelTimer(timer);
      if (deaths != null) {
        deaths.unregister();
      }
      leaving = lock;
      lock = null;
    }
    return leaving == null
        ? Future.succeededFuture()
        : ProcessRegistry.declareDead(leaving.session().connection(), leaving.row())
            .timeout(1, TimeUnit.SECONDS)
            .onSuccess(left -> vertx.eventBus().publish(DEATHS, null))
            .eventually(leaving.session()::end)
            .<Void>mapEmpty()
            .otherwiseEmpty();
  }

  private Future<Void> tick() {
    return probe().otherwiseEmpty().onComplete(probed -> schedule(lock == null));
  }

  private synchronized void schedule(boolean retry) {
    if (running) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer((retry ? RETRY_EVERY : probeEvery).toMillis(), fired -> tick());
    }
  }

  /** Probes the others once, or tries once to take the lock; concurrent calls share one. */
  synchronized Future<Void> probe() {
    if (probing != null) {
      return probing;
    }
    Lock now = lock;
    Future<Void> begun = now == null ? takeLock() : probeOthers(now);
    probing = begun;
    begun.onComplete(over -> probed(begun)).onComplete(this::logChange);
    return begun;
  }

  private synchronized void probed(Future<Void> probe) {
    if (probing == probe) {
      probing = null;
    }
  }

  private Future<Void> takeLock() {
    return DetectorSession.open(vertx, url)
        .compose(
            session ->
                registry
                    .lockRow(session.connection())
                    .onSuccess(row -> locked(session, row))
                    .onFailure(problem -> session.end()))
        .mapEmpty();
  }

  private synchronized void locked(DetectorSession session, LockedRow row) {
    if (ended) {
      session.end();
      return;
    }
    if (lastId != null && lastId != row.id()) {
      log.atWarn()
          .addKeyValue("process", lastId)
          .log("Another process declared this one dead; its claims may have been taken over");
    }
    lastId = row.id();
    suspects = new SuspectTracker();
    var now = new Lock(session, row, nanoTime.getAsLong());
    lock = now;
    session.onEnd(() -> lose(now));
  }

  /** The next try follows at once. */
  private void lose(Lock lost) {
    boolean again;
    synchronized (this) {
      if (lock != lost) {
        return;
      }
      lock = null;
      again = running;
      vertx.cancelTimer(timer);
    }
    lost.session().end();
    log.atInfo().addKeyValue("process", lost.row().id()).log("The session of this process ended");
    if (again) {
      tick();
    }
  }

  private Future<Void> probeOthers(Lock now) {
    long began = nanoTime.getAsLong();
    return ProcessRegistry.probe(now.session().connection())
        .onComplete(
            probed -> {
              long ended = nanoTime.getAsLong();
              if (probed.failed() || ended - began > SLOW_PROBE.toNanos()) {
                stoodStillUntil = ended;
                suspects = new SuspectTracker();
              }
            })
        .compose(states -> judge(now, states))
        .onFailure(
            problem -> {
              if (!(problem instanceof PgException)) {
                lose(now);
              }
            });
  }

  private Future<Void> judge(Lock now, List<ProcessState> states) {
    if (!states.contains(new ProcessState(now.row(), false, true))) {
      lose(now);
      return Future.succeededFuture();
    }
    probeEvery = isWatcher(now, states) || isAnySuspect(states) ? PROBE_EVERY : PROBE_SELDOM;
    Set<Integer> goneNow = new HashSet<>();
    states.stream().filter(ProcessState::gone).forEach(state -> goneNow.add(state.row().id()));
    boolean news = !gone.containsAll(goneNow);
    gone = goneNow;
    long nanos = nanoTime.getAsLong();
    List<LockedRow> dead = isTooSoon(now, nanos) ? List.of() : suspects.deadAfter(states, nanos);
    return Future.join(dead.stream().map(row -> declareDead(now, row)).toList())
        .onComplete(
            declared -> {
              if (news || !dead.isEmpty()) {
                WorkLoop.wakeAll(vertx);
              }
            })
        .mapEmpty();
  }

  /** Whether there is another process, and this one is among those that watch. */
  private static boolean isWatcher(Lock now, List<ProcessState> states) {
    List<Integer> living =
        states.stream()
            .filter(state -> !state.gone() && state.locked())
            .map(state -> state.row().id())
            .sorted()
            .toList();
    return living.size() > 1 && living.indexOf(now.row().id()) < WATCHERS;
  }

  private static boolean isAnySuspect(List<ProcessState> states) {
    return states.stream().anyMatch(state -> !state.gone() && !state.locked());
  }

  /** After an outage or a standstill of the database others may need longer to be back. */
  private boolean isTooSoon(Lock now, long nanos) {
    Long standstill = stoodStillUntil;
    long since =
        standstill == null || standstill - now.lockedAt() < 0 ? now.lockedAt() : standstill;
    return nanos - since < MIN_SESSION_AGE.toNanos();
  }

  private Future<Boolean> declareDead(Lock now, LockedRow row) {
    return ProcessRegistry.declareDead(now.session().connection(), row)
        .onSuccess(
            first -> {
              gone.add(row.id());
              if (first) {
                vertx.eventBus().publish(DEATHS, null);
                log.atWarn()
                    .addKeyValue("process", row.id())
                    .log("A process is gone; its claims are free");
              }
            });
  }

  private synchronized void logChange(AsyncResult<Void> probe) {
    Throwable problem = probe.cause();
    if (problem instanceof PooledConnectionException) {
      running = false;
      if (deaths != null) {
        deaths.unregister();
      }
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log(
              "If this process dies, its claims are free only when their leases end: set"
                  + " TIDEMARK_POSTGRES_DIRECT_URL to a URL that leads past the pooler");
    } else if (problem != null && !failing) {
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log("This process has no session that others could watch; trying again");
    } else if (problem == null && failing) {
      log.info("This process has a session that others watch again");
    }
    failing = problem != null;
  }
}

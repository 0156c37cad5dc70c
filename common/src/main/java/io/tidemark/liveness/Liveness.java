package io.tidemark.liveness;

import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.liveness.Pods.Pod;
import io.tidemark.liveness.Pods.Sight;
import io.tidemark.liveness.Session.Held;
import io.tidemark.liveness.Session.NotDirect;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the others that this process lives, and sees which of them do not any more: what those held
 * is free for all ({@code JobStore.FREE}). A process that only stands still keeps its session; its
 * leases bring its work back.
 *
 * <p>Nothing depends on it but speed: whoever is taken for dead and is not is a late writer.
 */
public final class Liveness implements ClaimOwner {

  private static final Logger log = LoggerFactory.getLogger(Liveness.class);

  /** Real time between two looks. */
  static final Duration BETWEEN = Duration.ofMillis(250);

  /** Between two tries to have a session: sooner than others look twice. */
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /**
   * How long a session must have lasted before its process judges: when the database was away,
   * everybody lost theirs, and not all are back at once.
   */
  static final Duration STEADY = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Pool pool;
  private final URI url;
  private final String name;
  private final LongSupplier nanoTime;
  private final Absences absences = new Absences();

  private volatile @Nullable Held held;
  private volatile @Nullable Integer last; // the process's row, whether its session lasts or not
  private Set<Integer> gone = Set.of();
  private @Nullable Future<Void> looking;
  private long timer = -1;
  private boolean ticking;
  private boolean ended;
  private boolean inTrouble;

  /**
   * @param url leads to the database itself, not to a pooler
   * @param name what people call the process
   */
  public Liveness(Vertx vertx, Pool pool, URI url, String name) {
    this(vertx, pool, url, name, System::nanoTime);
  }

  Liveness(Vertx vertx, Pool pool, URI url, String name, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.pool = pool;
    this.url = url;
    this.name = name;
    this.nanoTime = nanoTime;
  }

  @Override
  public @Nullable Integer pod() {
    Held now = held;
    return now == null ? null : now.pod().id();
  }

  /**
   * Looks from now on.
   *
   * @return completes after the first try, which may have failed; never fails
   */
  public Future<Void> begin() {
    synchronized (this) {
      ticking = true;
    }
    return tick();
  }

  /** Lets the others have at once what this process still holds. */
  public Future<Void> end() {
    Held leaving;
    synchronized (this) {
      ended = true;
      ticking = false;
      vertx.cancelTimer(timer);
      leaving = held;
      held = null;
    }
    return leaving == null
        ? Future.succeededFuture()
        : Pods.giveUp(leaving.session().connection(), leaving.pod())
            .timeout(1, TimeUnit.SECONDS)
            .eventually(leaving.session()::end)
            .<Void>mapEmpty()
            .otherwiseEmpty();
  }

  private Future<Void> tick() {
    return look().otherwiseEmpty().onComplete(looked -> sleep(held == null));
  }

  private synchronized void sleep(boolean away) {
    if (ticking) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer((away ? BETWEEN_TRIES : BETWEEN).toMillis(), fired -> tick());
    }
  }

  /** One look at the others, or one try to be seen by them; two at once are one. */
  synchronized Future<Void> look() {
    if (looking != null) {
      return looking;
    }
    Held now = held;
    Future<Void> begun = now == null ? enter() : lookAround(now);
    looking = begun;
    begun.onComplete(over -> forget(begun)).onComplete(this::tellOfTrouble);
    return begun;
  }

  private synchronized void forget(Future<Void> look) {
    if (looking == look) {
      looking = null;
    }
  }

  private Future<Void> enter() {
    return Session.open(vertx, url)
        .compose(
            session ->
                takeLock(session)
                    .onSuccess(pod -> hold(session, pod))
                    .onFailure(problem -> session.end()))
        .mapEmpty();
  }

  private Future<Pod> takeLock(Session session) {
    Integer before = last;
    Future<Optional<Pod>> back =
        before == null
            ? Future.succeededFuture(Optional.empty())
            : Pods.comeBack(session.connection(), before);
    return back.compose(
        pod ->
            pod.isPresent()
                ? Future.succeededFuture(pod.get())
                : Pods.enter(session.connection(), name).compose(this::insistOnBeingKnown));
  }

  private Future<Pod> insistOnBeingKnown(Pod pod) {
    return Pods.isKnown(pool, pod)
        .compose(
            known ->
                known
                    ? Future.succeededFuture(pod)
                    : Future.failedFuture(
                        new NotDirect("TIDEMARK_POSTGRES_DIRECT_URL leads to another database")));
  }

  private synchronized void hold(Session session, Pod pod) {
    if (ended) {
      session.end();
      return;
    }
    Integer before = last;
    if (before != null && before != pod.id()) {
      log.atWarn()
          .addKeyValue("pod", before)
          .log("The others took this process for dead; what it held may be theirs");
    }
    last = pod.id();
    absences.forget();
    var now = new Held(session, pod, nanoTime.getAsLong());
    held = now;
    session.whenItEnds(() -> lose(now));
  }

  /** The next try is made at once. */
  private void lose(Held lost) {
    boolean again;
    synchronized (this) {
      if (held != lost) {
        return;
      }
      held = null;
      again = ticking;
      vertx.cancelTimer(timer);
    }
    lost.session().end();
    log.atInfo().addKeyValue("pod", lost.pod().id()).log("The session of this process ended");
    if (again) {
      tick();
    }
  }

  private Future<Void> lookAround(Held now) {
    return Pods.look(now.session().connection())
        .compose(sights -> judge(now, sights))
        .onFailure(
            problem -> {
              if (!(problem instanceof PgException)) {
                lose(now);
              }
            });
  }

  private Future<Void> judge(Held now, List<Sight> sights) {
    if (!sights.contains(new Sight(now.pod(), false, true))) {
      lose(now);
      return Future.succeededFuture();
    }
    Set<Integer> goneNow = new HashSet<>();
    sights.stream().filter(Sight::gone).forEach(sight -> goneNow.add(sight.pod().id()));
    boolean news = !gone.containsAll(goneNow);
    gone = goneNow;
    long nanos = nanoTime.getAsLong();
    List<Pod> dead =
        nanos - now.began() < STEADY.toNanos() ? List.of() : absences.after(sights, nanos);
    return Future.join(dead.stream().map(pod -> giveUp(now, pod)).toList())
        .onComplete(
            said -> {
              if (news || !dead.isEmpty()) {
                WorkLoop.wakeAll(vertx);
              }
            })
        .mapEmpty();
  }

  private Future<Boolean> giveUp(Held now, Pod pod) {
    return Pods.giveUp(now.session().connection(), pod)
        .onSuccess(
            first -> {
              gone.add(pod.id());
              if (first) {
                log.atWarn()
                    .addKeyValue("pod", pod.id())
                    .log("A process is gone; what it held is free");
              }
            });
  }

  private synchronized void tellOfTrouble(AsyncResult<Void> look) {
    Throwable problem = look.cause();
    if (problem instanceof NotDirect) {
      ticking = false;
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log(
              "Nobody will see it at once if this process dies; its work comes back when its"
                  + " leases end. TIDEMARK_POSTGRES_DIRECT_URL may lead past the pooler");
    } else if (problem != null && !inTrouble) {
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log("The others cannot see this process at the moment; trying again");
    } else if (problem == null && inTrouble) {
      log.info("The others see this process again");
    }
    inTrouble = problem != null;
  }
}

package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the change events of all processes to the open streams of this process. It runs on the
 * event loop that started it; a stream may be served by another one. Its memory is bounded, also
 * with slow clients.
 */
public final class Listeners {

  private static final int REPLAYED = 1_000;
  private static final long COALESCING_MILLIS = 200;
  private static final long BEAT_MILLIS = 10_000;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final int most;
  private final String process = UUID.randomUUID().toString().substring(0, 8);
  private final EventCoalescer coalescer = new EventCoalescer();
  private final ReplayBuffer replayBuffer = new ReplayBuffer(REPLAYED);
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final List<Long> timers = new ArrayList<>();
  private final AtomicInteger places = new AtomicInteger();
  private Context home;
  private volatile boolean closed;
  private long newest;

  /**
   * @param most open streams at once
   */
  public Listeners(Vertx vertx, LongSupplier nanoTime, int most) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.most = most;
  }

  /** Starts to receive events. */
  public Future<Void> begin() {
    home = vertx.getOrCreateContext();
    timers.add(vertx.setPeriodic(COALESCING_MILLIS, tick -> forward()));
    timers.add(vertx.setPeriodic(BEAT_MILLIS, tick -> beat()));
    var bus = vertx.eventBus();
    return Future.all(
            Address.CHANGES.consume(bus, coalescer::add),
            Address.BUDGETS.consume(
                bus, warning -> coalescer.add(ChangeEvent.toAll("budget", null))),
            Address.STUDIO_ACCOUNTS.consume(
                bus,
                gone ->
                    coalescer.add(
                        ChangeEvent.inWorkspace("account", gone.account(), gone.workspace()))))
        .mapEmpty();
  }

  /** Ends all streams, because a closing server would wait for them. */
  public Future<Void> close() {
    closed = true;
    Promise<Void> ended = Promise.promise();
    home.runOnContext(
        here -> {
          timers.forEach(vertx::cancelTimer);
          for (Listener listener : List.copyOf(listeners)) {
            remove(listener);
            listener.end();
          }
          ended.complete();
        });
    return ended.future();
  }

  /** Reserves a place for a stream; false when all are taken. */
  boolean reservePlace() {
    if (closed) {
      return false;
    }
    if (places.incrementAndGet() > most) {
      places.decrementAndGet();
      return false;
    }
    return true;
  }

  private void remove(Listener listener) {
    if (listeners.remove(listener)) {
      places.decrementAndGet();
    }
  }

  /** The number of open streams. */
  public int count() {
    return places.get();
  }

  /**
   * Opens a stream that has reserved a place. It continues after the client's last event if that is
   * still buffered.
   *
   * @param lastId the id of the last event the client received, of any process; null for none
   */
  void join(HttpServerResponse response, Caller caller, @Nullable String lastId, Duration lasts) {
    home.runOnContext(here -> joinHere(response, caller, lastId, lasts));
  }

  private void joinHere(
      HttpServerResponse response, Caller caller, @Nullable String lastId, Duration lasts) {
    if (response.ended() || response.closed()) { // gone while it was on its way here
      places.decrementAndGet();
      return;
    }
    forward();
    Optional<List<Event>> missed = lastId == null ? Optional.empty() : missed(lastId);
    response.write("retry: 2000\n\n");
    if (missed.isEmpty()) {
      response.write(Event.frame(lastId == null ? "hello" : "reset", process, newest, "{}"));
    }
    var listener = new Listener(response, caller, process, nanoTime.getAsLong(), lasts);
    missed.ifPresent(listener::send);
    if (lasts.isZero()) {
      listener.endWith(newest);
      places.decrementAndGet();
      return;
    }
    listeners.add(listener);
    response.drainHandler(drained -> home.runOnContext(here -> listener.catchUp(newest)));
    response.closeHandler(gone -> home.runOnContext(here -> remove(listener)));
    response.exceptionHandler(broken -> home.runOnContext(here -> remove(listener)));
    if (closed) {
      remove(listener);
      listener.end();
    }
  }

  private Optional<List<Event>> missed(String lastId) {
    String[] parts = lastId.split("-", 2);
    if (parts.length != 2 || !parts[0].equals(process)) {
      return Optional.empty();
    }
    try {
      return replayBuffer.after(Long.parseLong(parts[1]));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private void forward() {
    List<Event> events = new ArrayList<>();
    for (ChangeEvent happened : coalescer.take()) {
      var event = Event.of(++newest, happened, process);
      replayBuffer.add(event);
      events.add(event);
    }
    listeners.forEach(listener -> listener.send(events));
  }

  private void beat() {
    long now = nanoTime.getAsLong();
    for (Listener listener : List.copyOf(listeners)) {
      if (!listener.beat(now)) {
        remove(listener);
        listener.end();
      }
    }
  }
}

package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Happened;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens on all pods and tells those who listen here. On the gateway's event loop
 * alone; nothing in it grows with time or with how slow somebody is.
 */
public final class Listeners {

  private static final int RING = 1_000;
  private static final long GATHERING_MILLIS = 200;
  private static final long BEAT_MILLIS = 10_000;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final int most;
  private final String process = UUID.randomUUID().toString().substring(0, 8);
  private final Gathering gathering = new Gathering();
  private final Ring ring = new Ring(RING);
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final List<Long> timers = new ArrayList<>();
  private long newest;

  /**
   * @param most who may listen at once
   */
  public Listeners(Vertx vertx, LongSupplier nanoTime, int most) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.most = most;
  }

  /** Hears from now on. */
  public Future<Void> begin() {
    timers.add(vertx.setPeriodic(GATHERING_MILLIS, tick -> tell()));
    timers.add(vertx.setPeriodic(BEAT_MILLIS, tick -> beat()));
    var bus = vertx.eventBus();
    return Future.all(
            Address.HAPPENED.consume(bus, gathering::add),
            Address.BUDGETS.consume(bus, warning -> gathering.add(Happened.toAll("budget", null))),
            Address.STUDIO_ACCOUNTS.consume(
                bus,
                gone ->
                    gathering.add(
                        Happened.inWorkspace("account", gone.account(), gone.workspace()))))
        .mapEmpty();
  }

  /** Ends every stream; a server that closes would wait for them. */
  public void close() {
    timers.forEach(vertx::cancelTimer);
    List.copyOf(listeners).forEach(Listener::end);
    listeners.clear();
  }

  public boolean isFull() {
    return listeners.size() >= most;
  }

  /** How many listen. */
  public int count() {
    return listeners.size();
  }

  /**
   * Lets somebody listen, from where it left off when that is still known.
   *
   * @param lastId the id of the last event it heard, of whatever process; null for none
   */
  void join(HttpServerResponse response, Caller caller, @Nullable String lastId, Duration lasts) {
    tell();
    Optional<List<Event>> missed = lastId == null ? Optional.empty() : missed(lastId);
    response.write("retry: 2000\n\n");
    if (missed.isEmpty()) {
      response.write(Event.frame(lastId == null ? "hello" : "reset", process, newest, "{}"));
    }
    var listener = new Listener(response, caller, process, nanoTime.getAsLong(), lasts);
    missed.ifPresent(
        events -> listener.hear(events.stream().map(event -> Told.of(event, process)).toList()));
    if (lasts.isZero()) {
      listener.endWith(newest);
      return;
    }
    listeners.add(listener);
    response.drainHandler(drained -> listener.catchUp(newest));
    response.closeHandler(closed -> listeners.remove(listener));
    response.exceptionHandler(broken -> listeners.remove(listener));
  }

  private Optional<List<Event>> missed(String lastId) {
    String[] parts = lastId.split("-", 2);
    if (parts.length != 2 || !parts[0].equals(process)) {
      return Optional.empty();
    }
    try {
      return ring.after(Long.parseLong(parts[1]));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private void tell() {
    List<Told> news = new ArrayList<>();
    for (Happened happened : gathering.take()) {
      var event = new Event(++newest, happened);
      ring.add(event);
      news.add(Told.of(event, process));
    }
    listeners.forEach(listener -> listener.hear(news));
  }

  private void beat() {
    long now = nanoTime.getAsLong();
    for (Listener listener : List.copyOf(listeners)) {
      if (!listener.beat(now)) {
        listeners.remove(listener);
        listener.end();
      }
    }
  }
}

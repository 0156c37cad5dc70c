package io.tidemark.tracker.intake;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.intake.Arrival.Destination;
import io.tidemark.tracker.intake.GroupChoice.Size;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets deliveries wait while others are written, and has those that wait together written together:
 * one commit, which takes as long for many as for one. One that comes while a writer is free is
 * written at once.
 *
 * <p>Deliveries to one destination are written in the order in which they came. When a group cannot
 * be written, each of its deliveries is written by itself, so that it is refused alone. Used on any
 * thread; a group is written on the context of the first delivery in it, and a large delivery on a
 * worker thread.
 */
final class DeliveryQueue {

  /** Groups that are written at once; the large deliveries have a writer of their own. */
  private static final Map<Size, Integer> WRITERS = Map.of(Size.SMALL, 2, Size.LARGE, 1);

  /** Writes deliveries, in transactions of its own. */
  interface Writer {

    /**
     * Writes deliveries in one transaction.
     *
     * @return what became of each, once it is committed; fails when nothing was written
     */
    Future<List<Future<Optional<Accepted>>>> together(List<Arrival> arrivals);

    /** Writes a delivery, without what the database refuses of it. */
    Future<Optional<Accepted>> alone(Arrival arrival);
  }

  /**
   * @param place where it is written, if it is the first of its group
   */
  private record Waiting(
      Arrival arrival, ContextInternal place, PromiseInternal<Optional<Accepted>> answer) {}

  private final VertxInternal vertx;
  private final Writer writer;
  private final int most;
  private final DistributionSummary sizes;
  private final Object lock = new Object();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Set<Destination> busy = new HashSet<>();
  private final Map<Size, Integer> free = new EnumMap<>(WRITERS);
  private int held;

  /**
   * @param most the most deliveries that wait or are being written. The gateway admits fewer, but a
   *     sender that hangs up leaves its delivery here
   */
  DeliveryQueue(Vertx vertx, Writer writer, int most, MeterRegistry meters) {
    this.vertx = (VertxInternal) vertx;
    this.writer = writer;
    this.most = most;
    this.sizes =
        DistributionSummary.builder("tidemark.webhook.group")
            .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200)
            .register(meters);
  }

  /**
   * Has a delivery written.
   *
   * @return what became of it, once it is committed; empty when no zone accepts it and it is not
   *     stored. Fails with {@link Overloaded} when too many are held already
   */
  Future<Optional<Accepted>> add(Arrival arrival) {
    ContextInternal context = vertx.getOrCreateContext();
    // Thousands of tweets would keep an event loop for a tenth of a second.
    ContextInternal place = Size.of(arrival) == Size.LARGE ? vertx.createWorkerContext() : context;
    var added = new Waiting(arrival, place, context.promise());
    synchronized (lock) {
      if (held >= most) {
        return Future.failedFuture(new Overloaded(most));
      }
      held++;
      waiting.add(added);
    }
    Future<Optional<Accepted>> answer =
        added
            .answer()
            .future()
            .onComplete(
                settled -> {
                  synchronized (lock) {
                    held--;
                  }
                });
    writeNext();
    return answer;
  }

  private void writeNext() {
    for (Size size : Size.values()) {
      for (List<Waiting> group = take(size); !group.isEmpty(); group = take(size)) {
        List<Waiting> taken = group;
        taken.getFirst().place().emit(begun -> write(taken, size));
      }
    }
  }

  /** Takes the next group out of the queue; empty when there is none, or no writer is free. */
  private List<Waiting> take(Size size) {
    synchronized (lock) {
      if (waiting.isEmpty() || free.get(size) == 0) {
        return List.of();
      }
      List<Integer> places =
          GroupChoice.next(waiting.stream().map(Waiting::arrival).toList(), busy, size);
      List<Waiting> group = new ArrayList<>(places.size());
      places.forEach(place -> group.add(waiting.get(place)));
      places.reversed().forEach(place -> waiting.remove((int) place));
      group.forEach(delivery -> busy.add(delivery.arrival().to()));
      if (!group.isEmpty()) {
        free.merge(size, -1, Integer::sum);
      }
      return group;
    }
  }

  private void write(List<Waiting> group, Size size) {
    List<Arrival> arrivals = group.stream().map(Waiting::arrival).toList();
    Future.succeededFuture()
        .compose(ready -> writer.together(arrivals))
        .onComplete(outcome -> settle(group, size, outcome));
  }

  private void settle(
      List<Waiting> group, Size size, AsyncResult<List<Future<Optional<Accepted>>>> outcome) {
    if (outcome.failed() && !DatabaseErrors.isAway(outcome.cause())) {
      // They do not keep the writer: each may wait for a lock for as long as a statement may take.
      release(size, Set.of());
      byDestination(group).values().forEach(this::writeAlone);
      return;
    }
    for (int i = 0; i < group.size(); i++) {
      PromiseInternal<Optional<Accepted>> answer = group.get(i).answer();
      if (outcome.succeeded()) {
        outcome.result().get(i).onComplete(answer);
      } else {
        answer.fail(outcome.cause());
      }
    }
    if (outcome.succeeded()) {
      sizes.record(group.size());
    }
    release(size, byDestination(group).keySet());
  }

  private static Map<Destination, List<Waiting>> byDestination(List<Waiting> group) {
    Map<Destination, List<Waiting>> found = new LinkedHashMap<>();
    group.forEach(
        delivery ->
            found
                .computeIfAbsent(delivery.arrival().to(), first -> new ArrayList<>())
                .add(delivery));
    return found;
  }

  /** Writes deliveries to one destination one after the other. */
  private void writeAlone(List<Waiting> deliveries) {
    Waiting next = deliveries.removeFirst();
    next.place()
        .emit(
            begun ->
                Future.succeededFuture()
                    .compose(ready -> writer.alone(next.arrival()))
                    .onSuccess(accepted -> sizes.record(1))
                    .onComplete(
                        outcome -> {
                          next.answer().handle(outcome);
                          if (deliveries.isEmpty()) {
                            release(null, Set.of(next.arrival().to()));
                          } else {
                            writeAlone(deliveries);
                          }
                        }));
  }

  /**
   * @param size whose writer is free again; null when none was kept
   */
  private void release(@Nullable Size size, Set<Destination> destinations) {
    synchronized (lock) {
      if (size != null) {
        free.merge(size, 1, Integer::sum);
      }
      busy.removeAll(destinations);
    }
    writeNext();
  }
}

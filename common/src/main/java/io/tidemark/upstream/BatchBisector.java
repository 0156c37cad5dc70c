package io.tidemark.upstream;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Isolates the items for which a platform refuses a whole batch: the others are asked about again
 * without the items that the refusal names, or in halves where it names none, until an item is
 * refused alone. The parts are asked about one after the other.
 *
 * @param <T> an item
 * @param <E> why asking ends before every item is settled
 */
public final class BatchBisector<T, E> {

  /**
   * Calls that one batch may cost: enough to isolate two bad items among a hundred. A platform that
   * refuses more than that refuses the caller, not an item.
   */
  public static final int MOST_CALLS = 30;

  /** What asking about some items came to. */
  public sealed interface Reply<T, E> {

    /**
     * The caller has dealt with each of the items.
     *
     * @param end nothing more is asked when it is present
     */
    record Settled<T, E>(Optional<E> end) implements Reply<T, E> {}

    /**
     * The items are refused as a whole.
     *
     * @param named those that the refusal blames; empty when it names none
     */
    record Refused<T, E>(List<T> items, List<T> named, String why) implements Reply<T, E> {}
  }

  private final Function<List<T>, Future<Reply<T, E>>> ask;
  private final BiFunction<List<T>, String, Future<Optional<E>>> blame;

  /**
   * @param ask asks about some items in one call, or settles them without one
   * @param blame takes items that are refused for themselves, and why
   */
  public BatchBisector(
      Function<List<T>, Future<Reply<T, E>>> ask,
      BiFunction<List<T>, String, Future<Optional<E>>> blame) {
    this.ask = ask;
    this.blame = blame;
  }

  /**
   * Asks about items until each is settled.
   *
   * @return why it ended before; fails as {@code ask} and {@code blame} do
   */
  public Future<Optional<E>> run(List<T> items) {
    return items.isEmpty() ? goOn() : ask(items).compose(this::take);
  }

  /** Asks about items in one call; its reply is for {@link #take}. */
  public Future<Reply<T, E>> ask(List<T> items) {
    return ask.apply(items);
  }

  /** Goes on from a reply, as {@link #run} does. */
  public Future<Optional<E>> take(Reply<T, E> reply) {
    return switch (reply) {
      case Reply.Settled<T, E> settled -> Future.succeededFuture(settled.end());
      case Reply.Refused<T, E> refused -> isolate(refused);
    };
  }

  private Future<Optional<E>> isolate(Reply.Refused<T, E> refused) {
    List<T> items = refused.items();
    if (refused.named().isEmpty() && items.size() > 1) {
      int middle = items.size() / 2;
      return both(run(items.subList(0, middle)), items.subList(middle, items.size()));
    }
    List<T> blamed = refused.named().isEmpty() ? items : refused.named();
    List<T> others = items.stream().filter(item -> !blamed.contains(item)).toList();
    return both(blame.apply(blamed, refused.why()), others);
  }

  private Future<Optional<E>> both(Future<Optional<E>> first, List<T> others) {
    return first.compose(end -> end.isPresent() ? Future.succeededFuture(end) : run(others));
  }

  private static <E> Future<Optional<E>> goOn() {
    return Future.succeededFuture(Optional.empty());
  }
}

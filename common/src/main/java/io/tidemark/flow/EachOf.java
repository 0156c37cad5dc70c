package io.tidemark.flow;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Work on each of several things, of which the failure of one does not affect the others. */
public final class EachOf {

  private EachOf() {}

  /** Waits for futures on a virtual thread, which throws checked exceptions as well. */
  @FunctionalInterface
  public interface Work<T> {
    void on(T item) throws Exception;
  }

  /**
   * Works on one after the other.
   *
   * @param failed is told of each that failed, for the log
   * @param sentence what could not be done, without a full stop
   * @throws IllegalStateException after all were tried, when one failed; with the first failure
   */
  public static <T> void run(
      Iterable<? extends T> items, Work<T> work, BiConsumer<T, Exception> failed, String sentence) {
    Exception first = null;
    for (T item : items) {
      first = or(first, tried(item, work, failed));
    }
    if (first != null) {
      throw new IllegalStateException(sentence + ": " + first.getMessage(), first);
    }
  }

  private static <T> @Nullable Exception tried(
      T item, Work<T> work, BiConsumer<T, Exception> failed) {
    try {
      work.on(item);
      return null;
    } catch (Exception problem) {
      failed.accept(item, problem);
      return problem;
    }
  }

  private static @Nullable Exception or(@Nullable Exception first, @Nullable Exception next) {
    return first == null ? next : first;
  }
}

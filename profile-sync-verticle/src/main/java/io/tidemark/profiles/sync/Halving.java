package io.tidemark.profiles.sync;

import io.tidemark.profiles.models.ModelTrouble;
import io.tidemark.profiles.posts.Waiting;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Asks a model about a batch. A batch that makes it fail is asked in halves, down to the one post
 * that does, so that no post keeps the others waiting. On a virtual thread.
 *
 * @param <R> what it says of a post
 */
final class Halving<R> {

  private final Function<List<Waiting>, Future<List<R>>> ask;
  private final BiConsumer<List<Waiting>, List<R>> keep;
  private final BiConsumer<Waiting, String> failed;

  /**
   * @param keep what was said, in the order of the posts
   * @param failed a post that fails alone, and why
   */
  Halving(
      Function<List<Waiting>, Future<List<R>>> ask,
      BiConsumer<List<Waiting>, List<R>> keep,
      BiConsumer<Waiting, String> failed) {
    this.ask = ask;
    this.keep = keep;
    this.failed = failed;
  }

  /**
   * @throws ModelTrouble when the model says nothing of any post
   */
  void run(List<Waiting> batch) {
    List<R> said;
    try {
      said = ask.apply(batch).await();
    } catch (ModelTrouble trouble) {
      throw trouble;
    } catch (Exception problem) { // an await throws checked exceptions as well
      apart(batch, String.valueOf(problem.getMessage()));
      return;
    }
    if (said.size() == batch.size()) {
      keep.accept(batch, said);
    } else {
      apart(batch, "the model gave %d answers for %d".formatted(said.size(), batch.size()));
    }
  }

  private void apart(List<Waiting> batch, String why) {
    if (batch.size() == 1) {
      failed.accept(batch.getFirst(), why);
      return;
    }
    int half = batch.size() / 2;
    run(batch.subList(0, half));
    run(batch.subList(half, batch.size()));
  }
}

package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.embeddings.Embedded;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.tidemark.profiles.posts.EmbeddingQueue;
import io.tidemark.profiles.posts.QueuedPost;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Embeds posts; a vector and the mark that the post has one are written together. */
final class EmbeddingStep {

  static final int BATCH = 64;
  static final int TRIES = 5;

  /** The most posts of another model that one sync embeds anew. */
  private static final int OUTDATED_AT_ONCE = 1_000;

  private final SyncModels models;
  private final ModelStep posts;
  private final WorldClock clock;

  EmbeddingStep(SyncModels models, ModelStep posts, WorldClock clock) {
    this.models = models;
    this.posts = posts;
    this.clock = clock;
  }

  StepResult run(StepContext context) {
    EmbeddingSpace space = models.embedder().space();
    if (context.step().startedAt() == null) {
      context
          .write(
              transaction -> EmbeddingQueue.requeueOutdated(transaction, space, OUTDATED_AT_ONCE))
          .await();
    }
    String workspace = context.step().workspace();
    return posts.run(
        context,
        () -> EmbeddingQueue.next(context.pool(), clock.instant(), workspace, BATCH).await(),
        ModelStep.batches(
            batch -> models.embedder().embed(batch.stream().map(QueuedPost::text).toList()),
            (batch, said) ->
                context
                    .write(write -> keep(write, context, space, batch, said))
                    .compose(kept -> waitsIfNothingWasAsked(said)),
            (post, why) -> context.write(write -> failed(write, context, post, why))),
        Counts::embeddingsUpdated);
  }

  /** Fails when no post was asked about, because the same posts would be next at once. */
  private static Future<Void> waitsIfNothingWasAsked(List<Embedded> said) {
    if (said.getFirst() instanceof Embedded.NotAsked waiting
        && said.stream().allMatch(Embedded.NotAsked.class::isInstance)) {
      return Future.failedFuture(new ModelUnavailableException(waiting.why(), waiting.until()));
    }
    return Future.succeededFuture();
  }

  private Future<Void> keep(
      SqlConnection transaction,
      StepContext context,
      EmbeddingSpace space,
      List<QueuedPost> batch,
      List<Embedded> said) {
    Future<Void> written = Future.succeededFuture();
    int vectors = 0;
    int asked = 0;
    for (int i = 0; i < batch.size(); i++) {
      long post = batch.get(i).id();
      Embedded embedded = said.get(i);
      if (embedded instanceof Embedded.NotAsked) {
        continue; // it stays where it is in the queue
      }
      asked++;
      String refusal = refusal(embedded, space);
      vectors += refusal.isEmpty() ? 1 : 0;
      written =
          written.compose(
              before ->
                  switch (embedded) {
                    case Embedded.Vector vector ->
                        refusal.isEmpty()
                            ? models
                                .vectors()
                                .save(transaction, post, space, vector.values())
                                .compose(saved -> EmbeddingQueue.done(transaction, post, space))
                            : EmbeddingQueue.refuse(transaction, post, refusal);
                    case Embedded.Refused refused ->
                        EmbeddingQueue.refuse(transaction, post, refusal);
                    case Embedded.NotAsked waiting -> Future.succeededFuture();
                  });
    }
    Counts counts = Counts.embeddings(vectors, asked - vectors);
    return written.compose(all -> Jobs.advance(transaction, context.step().id(), counts));
  }

  private static String refusal(Embedded embedded, EmbeddingSpace space) {
    return switch (embedded) {
      case Embedded.Vector vector -> refusal(vector.values(), space);
      case Embedded.Refused refused -> refused.why().isEmpty() ? "refused" : refused.why();
      case Embedded.NotAsked waiting -> waiting.why();
    };
  }

  /** Why a vector cannot be stored; checked first, so that it does not fail the whole batch. */
  private static String refusal(float[] values, EmbeddingSpace space) {
    if (values.length != space.dimensions()) {
      return "the model gave %d dimensions in place of %d"
          .formatted(values.length, space.dimensions());
    }
    double length = 0;
    for (float value : values) {
      length += (double) value * value;
    }
    return length > 0 && Double.isFinite(length) ? "" : "the model gave a vector without direction";
  }

  private Future<Void> failed(
      SqlConnection transaction, StepContext context, QueuedPost post, String why) {
    return EmbeddingQueue.retryLater(transaction, post.id(), why, clock.instant(), TRIES)
        .compose(back -> Jobs.advance(transaction, context.step().id(), Counts.embeddings(0, 1)));
  }
}

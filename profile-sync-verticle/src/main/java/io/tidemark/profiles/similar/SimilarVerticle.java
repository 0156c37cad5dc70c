package io.tidemark.profiles.similar;

import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.FindSimilar;
import io.tidemark.contract.Message.SimilarFound;
import io.tidemark.contract.RequestReply;
import io.tidemark.profiles.embeddings.Embedded;
import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Answers requests for posts similar to a text, in the process that has the model and its key. */
public final class SimilarVerticle extends VerticleBase {

  private final Embedder embedder;
  private final Similar similar;
  private final VectorIndex index;
  private final WorldClock clock;

  public SimilarVerticle(Embedder embedder, Similar similar, VectorIndex index, WorldClock clock) {
    this.embedder = embedder;
    this.similar = similar;
    this.index = index;
    this.clock = clock;
  }

  /** Does not wait for the index, which may take long; searches are exact without it. */
  @Override
  public Future<?> start() {
    index.prepare(embedder.space());
    return RequestReply.SIMILAR_POSTS.answer(vertx.eventBus(), this::find);
  }

  private Future<SimilarFound> find(FindSimilar asked) {
    return embedder
        .embed(List.of(asked.text()))
        .compose(
            embedded ->
                switch (embedded.getFirst()) {
                  case Embedded.Vector vector -> near(vector.values(), asked);
                  case Embedded.Refused refused ->
                      Future.succeededFuture(new SimilarFound(List.of(), refused.why(), 0));
                  case Embedded.NotAsked waiting ->
                      Future.failedFuture(
                          new ModelUnavailableException(waiting.why(), waiting.until()));
                })
        .recover(
            problem ->
                problem instanceof ModelUnavailableException unavailable
                    ? Future.succeededFuture(
                        new SimilarFound(
                            List.of(),
                            String.valueOf(unavailable.getMessage()),
                            seconds(unavailable)))
                    : Future.failedFuture(problem));
  }

  private Future<SimilarFound> near(float[] vector, FindSimilar asked) {
    Tenants tenants = asked.workspaces() == null ? Tenants.ALL : Tenants.of(asked.workspaces());
    return similar
        .find(embedder.space(), vector, asked.limit(), asked.profile(), tenants)
        .map(found -> new SimilarFound(found, null, 0));
  }

  private long seconds(ModelUnavailableException unavailable) {
    return unavailable.until() == null
        ? 0
        : Math.max(1, clock.realTimeUntil(unavailable.until()).toSeconds());
  }
}

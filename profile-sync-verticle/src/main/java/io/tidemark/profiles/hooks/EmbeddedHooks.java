package io.tidemark.profiles.hooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.profiles.embeddings.Embedded;
import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Classifies by similarity to the descriptions and examples of types. Their vectors are cached by
 * text, so that an edited type is compared in its present form.
 */
public final class EmbeddedHooks implements HookClassifier {

  private static final int MOST_KEPT = 4_096;

  private final Embedder embedder;
  private final double confidence;
  private final Cache<String, float[]> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).executor(Runnable::run).build();

  /**
   * @param confidence a hook below it stays unclassified
   */
  public EmbeddedHooks(Embedder embedder, double confidence) {
    this.embedder = embedder;
    this.confidence = confidence;
  }

  @Override
  public Future<List<Classified>> classify(List<HookType> types, List<String> hooks) {
    if (types.isEmpty()) {
      return Future.failedFuture(new IllegalArgumentException("there are no types of hooks"));
    }
    List<Exemplars.Exemplar> exemplars = Exemplars.of(types);
    return vectors(exemplars.stream().map(Exemplars.Exemplar::text).toList())
        .map(vectors -> usable(exemplars, vectors))
        .compose(
            ready ->
                embedder
                    .embed(hooks)
                    .map(
                        embedded -> {
                          List<Classified> all = new ArrayList<>();
                          for (int i = 0; i < hooks.size(); i++) {
                            all.add(nearest(ready, hooks.get(i), embedded.get(i)));
                          }
                          return all;
                        }));
  }

  private Classified nearest(Exemplars exemplars, String hook, Embedded embedded) {
    return switch (embedded) {
      case Embedded.Vector vector -> {
        Map.Entry<String, Double> best = exemplars.nearest(hook, vector.values());
        yield Classified.of(best.getKey(), best.getValue(), confidence);
      }
      case Embedded.Refused refused ->
          hook.isBlank()
              ? new Classified.Unclassified(0, refused.why())
              : new Classified.Failed(refused.why());
      case Embedded.NotAsked waiting -> new Classified.NotAsked(waiting.why());
    };
  }

  /** Leaves out examples that the model refuses. */
  private static Exemplars usable(
      List<Exemplars.Exemplar> exemplars, Map<String, float[]> vectors) {
    List<Exemplars.Exemplar> usable =
        exemplars.stream().filter(exemplar -> vectors.containsKey(exemplar.text())).toList();
    return new Exemplars(
        usable, usable.stream().map(exemplar -> vectors.get(exemplar.text())).toList());
  }

  private Future<Map<String, float[]>> vectors(List<String> texts) {
    List<String> unknown =
        texts.stream().distinct().filter(text -> kept.getIfPresent(text) == null).toList();
    Map<String, float[]> known = new java.util.HashMap<>(kept.getAllPresent(texts));
    if (unknown.isEmpty()) {
      return Future.succeededFuture(known);
    }
    return embedder
        .embed(unknown)
        .map(
            embedded -> {
              for (int i = 0; i < unknown.size(); i++) {
                if (embedded.get(i) instanceof Embedded.Vector vector) {
                  kept.put(unknown.get(i), vector.values());
                  known.put(unknown.get(i), vector.values());
                }
              }
              for (Embedded one : embedded) {
                if (one instanceof Embedded.NotAsked waiting) {
                  throw new ModelUnavailableException(waiting.why(), waiting.until());
                }
              }
              return known;
            });
  }
}

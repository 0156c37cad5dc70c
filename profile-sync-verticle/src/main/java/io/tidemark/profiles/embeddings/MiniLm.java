package io.tidemark.profiles.embeddings;

import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * all-MiniLM-L6-v2, quantised, in this process. The first text loads it. It works on a thread of
 * its own, one batch at a time, because the runtime uses all cores for each batch.
 *
 * <p>The model was trained on texts of up to 256 tokens. A longer one is halved between paragraphs,
 * sentences or words until its parts are short enough; its vector is their mean, weighted by their
 * tokens. Text beyond {@value #MOST_CHARACTERS} characters is ignored.
 */
public final class MiniLm implements Embedder {

  public static final EmbeddingSpace SPACE = new EmbeddingSpace("all-minilm-l6-v2-q", 384);

  static final int MOST_TOKENS = 256;
  static final int MOST_CHARACTERS = 20_000;

  private static final Logger log = LoggerFactory.getLogger(MiniLm.class);

  /** Texts of one batch; small, so that a short request need not wait for a long one. */
  private static final int BATCH = 16;

  /** Loaded once in a process, because it takes some 100 MB. */
  private static final class Loaded {
    static final AllMiniLmL6V2QuantizedEmbeddingModel MODEL =
        new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    static final HuggingFaceTokenCountEstimator TOKENS = new HuggingFaceTokenCountEstimator();
  }

  private final WorkerExecutor thread;

  public MiniLm(Vertx vertx) {
    this.thread = vertx.createSharedWorkerExecutor("tidemark-minilm", 1, 5, TimeUnit.MINUTES);
  }

  @Override
  public EmbeddingSpace space() {
    return SPACE;
  }

  @Override
  public Future<List<Embedded>> embed(List<String> texts) {
    List<Future<List<Embedded>>> batches = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = List.copyOf(texts.subList(from, Math.min(texts.size(), from + BATCH)));
      batches.add(thread.executeBlocking(() -> batch.stream().map(MiniLm::vector).toList()));
    }
    return Future.all(batches)
        .map(all -> batches.stream().flatMap(batch -> batch.result().stream()).toList())
        .recover(MiniLm::unavailable);
  }

  private static Embedded vector(String text) {
    if (text.isBlank()) {
      return new Embedded.Refused("there is no text");
    }
    float[] sum = new float[SPACE.dimensions()];
    add(text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text, sum);
    return new Embedded.Vector(UnitVector.of(sum));
  }

  private static void add(String text, float[] sum) {
    int tokens = Loaded.TOKENS.estimateTokenCountInText(text);
    if (tokens <= MOST_TOKENS || text.length() < 2) {
      float[] part = Loaded.MODEL.embed(text).content().vector();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i] * Math.max(1, tokens);
      }
      return;
    }
    int at = Cuts.middle(text);
    for (String half : List.of(text.substring(0, at), text.substring(at))) {
      if (!half.isBlank()) {
        add(half, sum);
      }
    }
  }

  /**
   * The model cannot work without its native libraries, which some processors and C libraries lack.
   */
  private static Future<List<Embedded>> unavailable(Throwable problem) {
    log.atError().setCause(problem).log("The embedded model does not work here");
    return Future.failedFuture(
        new ModelUnavailableException("the embedded model does not work here: " + problem, null));
  }
}

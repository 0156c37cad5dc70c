package io.tidemark.profiles.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {

  private static final String POST =
      "We moved the whole team to a four-day week. Revenue did not fall, and nobody quit.\n\n"
          + "What changed was how we plan: fewer meetings, longer mornings, one owner a task. ";

  private static Vertx vertx;
  private static MiniLm model;

  @BeforeAll
  static void load() {
    vertx = Vertx.vertx();
    model = new MiniLm(vertx);
  }

  /** However long the model takes on a busy machine: the test fails only when the model does. */
  private static <T> T await(Future<T> future) {
    return future.await();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @Test
  void likeIsNearLikeAndEachResultStandsAtItsPlace() {
    List<String> texts = new ArrayList<>(List.of("The cat sleeps on the sofa.", "Stocks fell."));
    for (int i = 0; i < 40; i++) {
      texts.add("Filler number " + i);
    }
    texts.add("A kitten naps on the couch.");

    List<Embedded> all = await(model.embed(texts));

    assertThat(all).hasSize(43);
    assertThat(UnitVector.cosine(vector(all.get(0)), vector(all.get(42))))
        .isGreaterThan(UnitVector.cosine(vector(all.get(1)), vector(all.get(42))) + 0.3);
    assertThat(vector(all.get(0))).hasSize(model.space().dimensions());
    assertThat(UnitVector.cosine(vector(all.get(0)), vector(all.get(0))))
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void theEndOfALongTextCounts() {
    String begins = "Our bakery makes bread. ".repeat(80);
    String ends = "The rocket reached orbit around the moon. ".repeat(80);

    List<Embedded> all = await(model.embed(List.of(begins, begins + ends, ends)));

    assertThat(UnitVector.cosine(vector(all.get(1)), vector(all.get(0)))).isBetween(0.4, 0.95);
    assertThat(UnitVector.cosine(vector(all.get(1)), vector(all.get(2)))).isBetween(0.4, 0.95);
  }

  @Test
  void whateverPeopleWriteHasAVectorAndNothingHasNone() {
    List<Embedded> all =
        await(
            model.embed(
                List.of("🔥🔥🔥", " \n ", "مرحبا بالعالم", "x".repeat(30_000), "字".repeat(9_000))));

    assertThat(all.get(1)).isInstanceOf(Embedded.Refused.class);
    for (int i : new int[] {0, 2, 3, 4}) {
      assertThat(all.get(i)).isInstanceOf(Embedded.Vector.class);
    }
    assertThat(await(model.embed(List.of()))).isEmpty();
  }

  @Test
  void theEventLoopIsFreeMeanwhile() {
    var embedding = model.embed(Collections.nCopies(64, POST));
    var tick = vertx.timer(1, TimeUnit.MILLISECONDS);

    await(tick);

    assertThat(embedding.isComplete()).isFalse();
    await(embedding);
  }

  static float[] vector(Embedded embedded) {
    return ((Embedded.Vector) embedded).values();
  }
}

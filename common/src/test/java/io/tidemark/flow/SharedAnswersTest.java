package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final List<Promise<String>> reads = new ArrayList<>();
  private SharedAnswers<String, String> answers =
      new SharedAnswers<>(answer -> FRESH, Duration.ZERO, LONGEST, 100);

  private Future<String> ask(String key, long second) {
    return answers.get(
        key,
        NOW.plusSeconds(second),
        () -> {
          reads.add(Promise.promise());
          return reads.getLast().future();
        });
  }

  @Test
  void whoAsksWhileAnAnswerIsReadWaitsForIt() {
    Future<String> first = ask("brand", 0);
    Future<String> second = ask("brand", 60);
    assertThat(reads).hasSize(1);

    reads.getFirst().complete("answer");

    assertThat(first.result()).isEqualTo("answer");
    assertThat(second.result()).isEqualTo("answer");
  }

  @Test
  void anAnswerIsReadAnewWhenItIsNoLongerFresh() {
    ask("brand", 0);
    reads.getFirst().complete("old");

    assertThat(ask("brand", 9).result()).isEqualTo("old");
    Future<String> later = ask("brand", 10);

    assertThat(later.isComplete()).isFalse();
    reads.getLast().complete("new");
    assertThat(later.result()).isEqualTo("new");
    assertThat(reads).hasSize(2);
  }

  @Test
  void eachKeyHasItsOwnAnswer() {
    ask("brand", 0);
    Future<String> other = ask("other", 0);
    reads.getFirst().complete("of brand");

    assertThat(other.isComplete()).isFalse();
    assertThat(reads).hasSize(2);
  }

  @Test
  void aFailureIsNotKept() {
    Future<String> first = ask("brand", 0);
    reads.getFirst().fail("away");
    assertThat(first.failed()).isTrue();

    Future<String> second = ask("brand", 0);
    reads.getLast().complete("answer");

    assertThat(second.result()).isEqualTo("answer");
  }

  @Test
  void anOlderAnswerIsGivenWhileTheNextIsRead() {
    answers = new SharedAnswers<>(answer -> FRESH, FRESH, LONGEST, 100);
    ask("brand", 0);
    reads.getFirst().complete("old");

    assertThat(ask("brand", 15).result()).isEqualTo("old");
    assertThat(ask("brand", 16).result()).isEqualTo("old");
    assertThat(reads).hasSize(2);
    reads.getLast().complete("new");
    assertThat(ask("brand", 17).result()).isEqualTo("new");
  }

  @Test
  void anAnswerThatIsTooOldIsNotGiven() {
    answers = new SharedAnswers<>(answer -> FRESH, FRESH, LONGEST, 100);
    ask("brand", 0);
    reads.getFirst().complete("old");

    assertThat(ask("brand", 20).isComplete()).isFalse();
  }

  @Test
  void aClockThatWasSetBackKeepsNoAnswerForLong() {
    ask("brand", 60);
    reads.getFirst().complete("of later");

    assertThat(ask("brand", 0).isComplete()).isFalse();
  }
}

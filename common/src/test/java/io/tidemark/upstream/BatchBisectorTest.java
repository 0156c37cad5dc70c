package io.tidemark.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.upstream.BatchBisector.Reply;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchBisectorTest {

  private final List<List<Integer>> calls = new ArrayList<>();
  private final List<Integer> answered = new ArrayList<>();
  private final List<Integer> blamed = new ArrayList<>();

  @Property
  void everyItemIsAnsweredOrBlamedOnce(
      @ForAll @IntRange(max = 120) int items,
      @ForAll @Size(max = 5) Set<@IntRange(max = 119) Integer> bad,
      @ForAll boolean names) {
    var test = new BatchBisectorTest();
    List<Integer> all = IntStream.range(0, items).boxed().toList();

    assertThat(test.bisector(bad, names, Integer.MAX_VALUE).run(all).result()).isEmpty();

    assertThat(test.blamed)
        .containsExactlyInAnyOrderElementsOf(all.stream().filter(bad::contains).toList());
    assertThat(test.answered)
        .containsExactlyElementsOf(all.stream().filter(item -> !bad.contains(item)).toList());
  }

  @Test
  void whatIsNamedCostsTheOthersOneCallMore() {
    bisector(Set.of(3, 70), true, Integer.MAX_VALUE).run(IntStream.range(0, 100).boxed().toList());

    assertThat(calls).hasSize(2);
    assertThat(blamed).containsExactly(3, 70);
  }

  @Test
  void twoBadItemsAmongAHundredAreIsolatedWithinTheMostCalls() {
    for (int other = 1; other < 100; other++) {
      calls.clear();
      bisector(Set.of(0, other), false, Integer.MAX_VALUE)
          .run(IntStream.range(0, 100).boxed().toList());
      assertThat(calls).hasSizeLessThanOrEqualTo(BatchBisector.MOST_CALLS);
    }
  }

  @Test
  void nothingIsAskedAfterAnEnd() {
    Optional<String> end =
        bisector(Set.of(5), false, 2).run(IntStream.range(0, 100).boxed().toList()).result();

    assertThat(end).contains("ended");
    assertThat(calls).hasSize(2);
  }

  @Test
  void noItemsAreNoCall() {
    assertThat(bisector(Set.of(), false, 0).run(List.of()).result()).isEmpty();
    assertThat(calls).isEmpty();
  }

  private BatchBisector<Integer, String> bisector(Set<Integer> bad, boolean names, int endsAt) {
    return new BatchBisector<>(
        items -> {
          calls.add(items);
          if (calls.size() == endsAt) {
            return Future.succeededFuture(new Reply.Settled<>(Optional.of("ended")));
          }
          List<Integer> worst = items.stream().filter(bad::contains).toList();
          if (!worst.isEmpty()) {
            return Future.succeededFuture(
                new Reply.Refused<>(items, names ? worst : List.of(), "bad"));
          }
          answered.addAll(items);
          return Future.succeededFuture(new Reply.Settled<>(Optional.empty()));
        },
        (items, why) -> {
          blamed.addAll(items);
          return Future.succeededFuture(Optional.empty());
        });
  }
}

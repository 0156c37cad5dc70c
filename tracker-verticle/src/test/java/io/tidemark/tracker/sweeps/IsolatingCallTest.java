package io.tidemark.tracker.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolatingCallTest {

  private final List<List<String>> calls = new ArrayList<>();

  private CallOutcome<Map<String, String>> ask(int values, Predicate<String> bad) {
    return new IsolatingCall<String>(
            batch -> {
              calls.add(batch);
              return Future.succeededFuture(
                  batch.stream().anyMatch(bad)
                      ? new CallOutcome.Refused<>("400", Set.of())
                      : new CallOutcome.Answered<>(
                          batch.stream()
                              .collect(Collectors.toMap(Function.identity(), value -> "good"))));
            },
            why -> why)
        .ask(IntStream.range(0, values).mapToObj(Integer::toString).toList())
        .result();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 50, 100})
  void whereEverythingIsRefusedTwelveCallsShowIt(int values) {
    assertThat(ask(values, value -> true)).isInstanceOf(CallOutcome.Transient.class);
    assertThat(calls).hasSize(12);
  }

  @Test
  void oneBadValueOfAFullBatchIsFoundWhereverItStands() {
    for (int bad = 0; bad < 100; bad++) {
      String one = Integer.toString(bad);

      CallOutcome<Map<String, String>> outcome = ask(100, one::equals);

      assertThat(((CallOutcome.Answered<Map<String, String>>) outcome).content())
          .hasSize(100)
          .containsEntry(one, "400")
          .containsEntry(bad == 42 ? "43" : "42", "good");
    }
  }
}

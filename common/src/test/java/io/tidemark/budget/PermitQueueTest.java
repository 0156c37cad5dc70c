package io.tidemark.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermitQueueTest {

  private final PermitQueue queue = new PermitQueue(4);

  @Test
  void thoseOfOneTenantKeepTheirOrderAndTenantsTakeTurns() {
    add("acme", 5);
    add("globex", 2);

    assertThat(names(queue.take())).containsExactly("acme 1", "globex 1", "acme 2", "globex 2");
    queue.done(List.of());
    assertThat(names(queue.take())).containsExactly("acme 3", "acme 4", "acme 5");
    queue.done(List.of());
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void nobodyIsTakenWhileOthersAreAskedFor() {
    add("acme", 5);
    queue.take();

    assertThat(queue.take()).isEmpty();
  }

  @Test
  void whoWasNotAnsweredGoesFirst() {
    add("acme", 5);
    List<PermitRequest> taken = queue.take();
    add("globex", 1);

    queue.done(taken.subList(2, 4));

    assertThat(names(queue.take())).containsExactly("acme 3", "acme 4", "acme 5", "globex 1");
  }

  private void add(String tenant, int asks) {
    IntStream.rangeClosed(1, asks)
        .forEach(
            ask ->
                queue.add(
                    tenant,
                    new PermitRequest(
                        Cost.request().at(tenant + " " + ask), tenant, 0, Promise.promise())));
  }

  private static List<String> names(List<PermitRequest> asks) {
    return asks.stream().map(ask -> ask.cost().endpoint()).toList();
  }
}

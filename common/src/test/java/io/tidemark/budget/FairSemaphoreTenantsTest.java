package io.tidemark.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairSemaphoreTenantsTest {

  @Test
  void aLongQueueOfOneTenantDelaysAnotherByOneTurn() {
    var turns = new FairSemaphore(1);
    var inHand = Promise.<Void>promise();
    turns.run("acme", inHand::future);
    List<String> served = new ArrayList<>();
    for (int n = 1; n <= 4; n++) {
      queue(turns, served, "acme", n);
    }
    queue(turns, served, "globex", 1);
    queue(turns, served, "globex", 2);
    queue(turns, served, "initech", 1);

    inHand.complete();

    assertThat(served)
        .containsExactly(
            "acme 1", "globex 1", "initech 1", "acme 2", "globex 2", "acme 3", "acme 4");
  }

  private static void queue(FairSemaphore turns, List<String> served, String tenant, int n) {
    turns.run(tenant, () -> Future.succeededFuture(served.add(tenant + " " + n)));
  }
}

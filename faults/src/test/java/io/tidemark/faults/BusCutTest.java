package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.AppContext;
import io.tidemark.settings.ClusterSettings;
import io.tidemark.standalone.cluster.Cluster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two members and the cables between them; half a minute, and so not in every build. */
@EnabledIfSystemProperty(named = "faults.form", matches = "full")
@Tag("server")
class BusCutTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final String name = "bus-cut-" + UUID.randomUUID();
  private final BusProxy oneCable = new BusProxy();
  private final BusProxy otherCable = new BusProxy();

  @Test
  void aClusterThatWasCutInTwoIsOneAgainAndItsConsumersAreHeard() throws Exception {
    Cluster one = join(oneCable);
    Cluster other = join(otherCable);
    await(one.vertx().eventBus().consumer("one", question -> question.reply("1")).completion());
    await(other.vertx().eventBus().consumer("other", question -> question.reply("2")).completion());
    assertThat(answers(one, "other") && answers(other, "one")).isTrue();

    oneCable.cut();
    otherCable.cut();
    assertThat(until(() -> one.size() == 1 && other.size() == 1)).as("cut in two").isTrue();
    assertThat(answers(one, "other") || answers(other, "one")).isFalse();

    oneCable.mend();
    otherCable.mend();
    assertThat(until(() -> one.size() == 2 && other.size() == 2)).as("one again").isTrue();
    assertThat(until(() -> answers(one, "other") && answers(other, "one"))).as("heard").isTrue();
    assertThat(until(() -> isSafe(one) && isSafe(other))).as("safe").isTrue();

    await(Future.all(one.vertx().close(), other.vertx().close()));
    oneCable.close();
    otherCable.close();
  }

  private Cluster join(BusProxy proxy) {
    List<String> members =
        List.of(oneCable, otherCable).stream()
            .map(each -> "127.0.0.1:" + each.wiring().get("TIDEMARK_CLUSTER_PUBLIC_PORT"))
            .toList();
    return await(
        Cluster.join(
            new ClusterSettings(
                name,
                Optional.of("127.0.0.1"),
                port(proxy, "PORT"),
                port(proxy, "BUS_PORT"),
                port(proxy, "PUBLIC_PORT"),
                port(proxy, "PUBLIC_BUS_PORT"),
                members,
                Optional.empty()),
            AppContext.newMeters(),
            Optional.empty()));
  }

  private static int port(BusProxy proxy, String which) {
    return Integer.parseInt(proxy.wiring().get("TIDEMARK_CLUSTER_" + which));
  }

  private static boolean answers(Cluster asking, String address) {
    Future<?> answer = asking.vertx().eventBus().request(address, "?").timeout(3, TimeUnit.SECONDS);
    return await(answer.transform(Future::succeededFuture)).succeeded();
  }

  private static boolean isSafe(Cluster cluster) {
    return await(cluster.safe().transform(Future::succeededFuture)).succeeded();
  }

  private static boolean until(RealTime.Condition condition) throws InterruptedException {
    return RealTime.until(condition, TIMEOUT, Duration.ofMillis(200));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no result after a minute", e);
    }
  }
}

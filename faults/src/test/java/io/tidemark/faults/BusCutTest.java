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

/** Two members and the proxies between them; half a minute, and so not in every build. */
@EnabledIfSystemProperty(named = "faults.form", matches = "full")
@Tag("server")
class BusCutTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final String name = "bus-cut-" + UUID.randomUUID();
  private final BusProxy oneProxy = new BusProxy();
  private final BusProxy otherProxy = new BusProxy();

  @Test
  void aDividedClusterMergesAndItsConsumersAnswerAgain() throws Exception {
    Cluster one = join(oneProxy);
    Cluster other = join(otherProxy);
    await(one.vertx().eventBus().consumer("one", message -> message.reply("1")).completion());
    await(other.vertx().eventBus().consumer("other", message -> message.reply("2")).completion());
    assertThat(answers(one, "other") && answers(other, "one")).isTrue();

    oneProxy.cut();
    otherProxy.cut();
    assertThat(until(() -> one.size() == 1 && other.size() == 1)).as("cut in two").isTrue();
    assertThat(answers(one, "other") || answers(other, "one")).isFalse();

    oneProxy.mend();
    otherProxy.mend();
    assertThat(until(() -> one.size() == 2 && other.size() == 2)).as("one again").isTrue();
    assertThat(until(() -> answers(one, "other") && answers(other, "one"))).as("heard").isTrue();
    assertThat(until(() -> isSafe(one) && isSafe(other))).as("safe").isTrue();

    await(Future.all(one.vertx().close(), other.vertx().close()));
    oneProxy.close();
    otherProxy.close();
  }

  private Cluster join(BusProxy proxy) {
    List<String> members =
        List.of(oneProxy, otherProxy).stream()
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

  private static boolean answers(Cluster caller, String address) {
    Future<?> answer = caller.vertx().eventBus().request(address, "?").timeout(3, TimeUnit.SECONDS);
    return await(answer.transform(Future::succeededFuture)).succeeded();
  }

  private static boolean isSafe(Cluster cluster) {
    return await(cluster.safe().transform(Future::succeededFuture)).succeeded();
  }

  private static boolean until(RealTime.Condition condition) throws InterruptedException {
    return RealTime.await(condition, TIMEOUT, Duration.ofMillis(200));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no result after a minute", e);
    }
  }
}

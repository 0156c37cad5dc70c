package io.tidemark.benchmarks.console;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;
import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.until;

import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.benchmarks.poll.SlowPlatform;
import io.tidemark.benchmarks.poll.TidemarkPollContestant;
import io.tidemark.gateway.Gateway;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code poll} in a process with a gateway and many listeners. */
final class StreamingContestant implements Contestant {

  private static final String KEY = "a-key-that-may-do-everything";

  private final int listeners;
  private final TidemarkPollContestant polling;
  private final Gateway gateway;
  private final Vertx listenerVertx = Vertx.vertx();
  private final List<Long> fewestReceived = new ArrayList<>();

  StreamingContestant(String name, BenchmarkContext context, SlowPlatform platform, int listeners) {
    this.listeners = listeners;
    polling =
        new TidemarkPollContestant(
            name,
            context,
            platform,
            Map.of(
                "TIDEMARK_HTTP_HOST", "127.0.0.1",
                "TIDEMARK_HTTP_PORT", "0",
                "TIDEMARK_ADMIN_KEY", KEY));
    gateway = await(Gateway.deploy(polling.environment().app()));
  }

  @Override
  public String name() {
    return polling.name();
  }

  /**
   * Polls while all listeners are connected.
   *
   * @throws IllegalStateException when a listener received nothing during the polls; then the
   *     comparison is void
   */
  @Override
  public RoundResult round() throws Exception {
    try (var present = new EventListeners(listenerVertx, gateway.port(), listeners, KEY)) {
      RoundResult round = polling.round();
      if (listeners > 0) {
        // The last events are sent up to 200 ms later.
        until("every listener has received events of polls", () -> present.fewestReceived() > 0);
        fewestReceived.add(present.fewestReceived());
      }
      return round;
    }
  }

  /** The minimum number of events that a listener received, by round. */
  List<Long> fewestReceived() {
    return fewestReceived;
  }

  @Override
  public void close() {
    await(gateway.undeploy());
    polling.close();
    await(listenerVertx.close());
  }
}

package io.tidemark.standalone.demo;

import io.tidemark.access.Tenants;
import io.tidemark.boot.AppContext;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.meter.EndpointTotals;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.tracker.reads.Overview;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;

/**
 * The figures of the demo. Calls and credits are counted by the platform, not by the application.
 *
 * @param polls answered polls of single tweets
 * @param callsAlone calls of a design that polls every tweet individually, six times
 */
record DemoFigures(
    Instant now, Overview overview, long polls, long calls, long credits, long callsAlone) {

  /** The polls of each tweet in a design without early stops. */
  static final int ROUNDS = 6;

  static Future<DemoFigures> read(AppContext app, PlatformSimulator simulator) {
    Instant now = app.clock().instant();
    return Overview.read(app.pool(), now, Tenants.ALL)
        .map(
            overview -> {
              EndpointTotals spent = simulator.meter().totals(Platform.TWITTER_API);
              return new DemoFigures(
                  now,
                  overview,
                  overview.polls(),
                  spent.calls(),
                  spent.credits(),
                  overview.tweets() * ROUNDS);
            });
  }

  long active() {
    return sum(overview.active());
  }

  long stopped() {
    return sum(overview.stopped());
  }

  /** 100,000 credits are a dollar (twitterapi.io, Pricing). */
  double dollars() {
    return credits / 100_000.0;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}

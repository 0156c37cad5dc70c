package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.contract.AnsweringVerticle;
import io.tidemark.contract.RequestReply;
import io.tidemark.profiles.embeddings.MiniLm;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.similar.Similar;
import io.tidemark.profiles.similar.SimilarVerticle;
import io.tidemark.profiles.similar.VectorIndex;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.tracker.Tracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway with a tracker and a metrics refresh in the same process, to be asked over the bus. */
public final class TrackedGateway implements AutoCloseable {

  public final GatewayWorld world;
  private final Tracker tracker;
  private final MetricsRefresh refresh;

  private TrackedGateway(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    // Passes run when the test says so.
    all.putIfAbsent("TIDEMARK_TRACKER_COALESCING", "10m");
    world = GatewayWorld.begin(all);
    tracker = await(Tracker.deploy(world.stores.app()));
    refresh = await(MetricsRefresh.deploy(world.stores.app(), List.of()));
    // Begins syncs; nobody works on them.
    await(
        world
            .stores
            .vertx()
            .deployVerticle(
                new AnsweringVerticle<>(
                    RequestReply.START_PROFILE_SYNC,
                    new Jobs(world.stores.pool(), world.clock)
                            .starter(world.stores.vertx().eventBus())
                        ::answer)));
    await(
        world
            .stores
            .vertx()
            .deployVerticle(
                new SimilarVerticle(
                    new MiniLm(world.stores.vertx()),
                    new Similar(world.stores.pool()),
                    new VectorIndex(world.stores.app().maintenance()),
                    world.clock)));
  }

  public static TrackedGateway begin(Map<String, String> settings) {
    return new TrackedGateway(settings);
  }

  @Override
  public void close() {
    await(refresh.undeploy());
    await(tracker.undeploy());
    world.close();
  }
}

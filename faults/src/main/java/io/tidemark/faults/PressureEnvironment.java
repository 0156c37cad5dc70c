package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trackers and their stores in real time, and a platform without latency. */
final class PressureEnvironment extends RunEnvironment {

  private final int trackers;
  private final Consumer<String> output;
  private @Nullable LocalCluster cluster;

  /**
   * @param output receives the output of the processes, line by line
   */
  PressureEnvironment(int trackers, Consumer<String> output) {
    super(WorldClock.real());
    this.trackers = trackers;
    this.output = output;
  }

  @Override
  void startProcesses() throws InterruptedException, SQLException {
    // Commit timestamps: the completion of a lot is measured from them.
    database().execute("alter system set track_commit_timestamp = on");
    stores().postgres().stop();
    stores().postgres().start();
    simulator().use(PlatformFaults.with(s -> s.requestsPerWindow(Integer.MAX_VALUE)));
    Map<String, String> settings = settings();
    settings.put("TIDEMARK_POSTGRES_POOL_SIZE", "8");
    // The coalescing delay; the default of a minute would dominate the measurement.
    settings.put("TIDEMARK_TRACKER_COALESCING", "50ms");
    // Rows written directly, without intake, wake up no tracker.
    settings.put("TIDEMARK_TRACKER_IDLE", "500ms");
    settings.put("TIDEMARK_LOG_LEVEL", "WARN");
    LocalCluster started =
        LocalCluster.start(Collections.nCopies(trackers, Role.TRACKER), settings, output);
    onClose(started::close);
    cluster = started;
  }

  /** The trackers and what replaces them. */
  LocalCluster cluster() {
    return Objects.requireNonNull(cluster, "the cluster is not started");
  }
}

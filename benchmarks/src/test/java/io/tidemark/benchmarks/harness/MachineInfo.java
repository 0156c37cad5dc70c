package io.tidemark.benchmarks.harness;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;

/**
 * The machine of a measurement.
 *
 * @param memory of the machine, in MiB
 */
public record MachineInfo(int cores, long memory, String java, String system) {

  public static MachineInfo here() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new MachineInfo(
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() >> 20,
        Runtime.version().toString(),
        system.getName() + " " + system.getArch());
  }

  String text() {
    return "%d cores, %d GiB, Java %s, %s".formatted(cores, memory >> 10, java, system);
  }

  JsonObject json() {
    return new JsonObject()
        .put("cores", cores)
        .put("memory_mib", memory)
        .put("java", java)
        .put("system", system);
  }
}

package io.tidemark.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that survived the kill of its parent process. Two servers on one data folder would
 * destroy it, so the old one is stopped before a new one starts. The caller must own the folder.
 */
final class OrphanedServer {

  private static final Logger log = LoggerFactory.getLogger(OrphanedServer.class);

  private OrphanedServer() {}

  /**
   * @param pidFile file whose first line is the process id
   * @param executable expected executable, because the id may have been reused
   */
  static void end(Path pidFile, String executable) throws IOException {
    Optional<ProcessHandle> process =
        process(pidFile).filter(found -> found.info().command().orElse("").contains(executable));
    if (process.isEmpty()) {
      return;
    }
    log.atWarn()
        .addKeyValue("server", executable)
        .addKeyValue("process", process.get().pid())
        .log("A server of a process that was killed still runs; ending it");
    process.get().destroy();
    if (!awaitEnd(process.get())) {
      process.get().destroyForcibly();
      if (!awaitEnd(process.get())) {
        throw new StoreUnavailableException(
            "Process %d (%s) uses the data folder and does not end; end it by hand."
                .formatted(process.get().pid(), executable));
      }
    }
  }

  static Optional<ProcessHandle> process(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile);
    return lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
  }

  /** Waits for the end of the process, at most ten seconds. */
  static boolean awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

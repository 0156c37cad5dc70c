package io.tidemark.benchmarks.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work on concurrent threads. */
public final class ParallelRunner {

  private ParallelRunner() {}

  /** Runs all and returns when the last has ended; rethrows the first exception. */
  public static void run(List<? extends Callable<?>> works) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
      List<Future<?>> running = new ArrayList<>();
      works.forEach(work -> running.add(threads.submit(work)));
      for (Future<?> work : running) {
        try {
          work.get();
        } catch (ExecutionException failed) {
          threads.shutdownNow();
          throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
      }
    }
  }
}

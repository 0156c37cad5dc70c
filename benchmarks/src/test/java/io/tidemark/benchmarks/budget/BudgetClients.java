package io.tidemark.benchmarks.budget;

import io.tidemark.benchmarks.harness.ChildProcess;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Processes that request permits concurrently. */
final class BudgetClients implements Contestant {

  private final String name;
  private final long asks;
  private final Callable<Long> counted;
  private final List<ChildProcess> children = new ArrayList<>();
  private long before;

  /**
   * @param processes number of processes
   * @param kind {@code budget}, or the key of the counter
   * @param asks requests of each process in a round
   * @param counted reads the count from Redis
   */
  BudgetClients(
      int processes,
      String name,
      String kind,
      String postgres,
      String redis,
      int callers,
      long asks,
      Callable<Long> counted)
      throws IOException {
    this.name = name;
    this.asks = asks;
    this.counted = counted;
    for (int process = 0; process < processes; process++) {
      children.add(
          ChildProcess.start(
              BudgetClient.class,
              kind,
              postgres,
              redis,
              Integer.toString(callers),
              Long.toString(asks)));
    }
    for (ChildProcess child : children) {
      child.awaitLine("ready");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    long began = System.nanoTime();
    for (ChildProcess child : children) {
      child.writeLine("go");
    }
    long got = 0;
    for (ChildProcess child : children) {
      got += Long.parseLong(child.awaitLine("got"));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    long now = counted.call();
    long more = now - before;
    before = now;
    return new RoundResult(children.size() * asks, took, Map.of("admitted", got, "counted", more));
  }

  @Override
  public void close() {
    children.forEach(ChildProcess::close);
  }
}

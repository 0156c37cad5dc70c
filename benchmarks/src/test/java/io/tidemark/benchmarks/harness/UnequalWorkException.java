package io.tidemark.benchmarks.harness;

import java.util.Map;

/** Two contestants did different work, so that their ratio is meaningless. */
public final class UnequalWorkException extends RuntimeException {

  UnequalWorkException(String one, Map<String, Long> ones, String other, Map<String, Long> others) {
    super("no ratio: %s left %s, %s left %s".formatted(one, ones, other, others));
  }
}

package io.tidemark.benchmarks.harness;

import java.util.Map;

/** Two sides did not do the same, so that no ratio between them means anything. */
public final class UnequalWorkException extends RuntimeException {

  UnequalWorkException(String one, Map<String, Long> ones, String other, Map<String, Long> others) {
    super("no ratio: %s left %s, %s left %s".formatted(one, ones, other, others));
  }
}

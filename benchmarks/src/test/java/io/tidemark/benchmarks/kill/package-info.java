/** The time until the work of a killed process is taken over. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.kill;

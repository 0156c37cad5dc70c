/** How long what a killed process had in hand waits for another. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.kill;

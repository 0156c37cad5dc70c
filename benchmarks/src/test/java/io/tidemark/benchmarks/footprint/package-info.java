/** The memory and start time of a process. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.footprint;

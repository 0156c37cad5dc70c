/** What a process takes: memory, and time until it may be sent work. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.footprint;

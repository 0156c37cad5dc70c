/** Due lots: claimed, handled without work, completed. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.timers;

/** What comes due: claimed, handled by nothing, completed. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.timers;

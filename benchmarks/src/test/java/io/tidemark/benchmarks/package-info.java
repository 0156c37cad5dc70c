/** What we claim, measured side by side with what others do, in one run. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks;

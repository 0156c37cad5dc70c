/** Measures Tidemark's claims side by side with alternatives, in one run. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks;

/** The cost of admission to a credential's budget. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.budget;

/** What it costs to count what a credential may spend. */
@org.jspecify.annotations.NullMarked
package io.tidemark.benchmarks.budget;

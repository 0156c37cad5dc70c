/** How benchmarks measure: contestants in turns, samples, ratios, goals, results. */
@NullMarked
package io.tidemark.benchmarks.harness;

import org.jspecify.annotations.NullMarked;

/** What the sides of a benchmark stand on: our foundation, and the database without it. */
@NullMarked
package io.tidemark.benchmarks.environment;

import org.jspecify.annotations.NullMarked;

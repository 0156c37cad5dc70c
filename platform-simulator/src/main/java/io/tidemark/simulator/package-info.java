/** Simulated upstream platforms in one HTTP server, for the demo, tests and benchmarks. */
@NullMarked
package io.tidemark.simulator;

import org.jspecify.annotations.NullMarked;

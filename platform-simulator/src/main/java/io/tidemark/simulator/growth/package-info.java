/** How the counters of a post grow with its age: pure functions, drawn from real cascades. */
@NullMarked
package io.tidemark.simulator.growth;

import org.jspecify.annotations.NullMarked;

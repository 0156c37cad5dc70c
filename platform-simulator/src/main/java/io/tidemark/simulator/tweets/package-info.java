/** The simulated world: who posted what, and what its true counters are. */
@NullMarked
package io.tidemark.simulator.tweets;

import org.jspecify.annotations.NullMarked;

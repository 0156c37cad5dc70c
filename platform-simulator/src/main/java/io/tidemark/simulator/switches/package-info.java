/** What is wrong with the platforms at the moment. */
@NullMarked
package io.tidemark.simulator.switches;

import org.jspecify.annotations.NullMarked;

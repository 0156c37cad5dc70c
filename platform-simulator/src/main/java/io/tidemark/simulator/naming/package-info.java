/** Names of constants in the JSON of the simulator. */
@NullMarked
package io.tidemark.simulator.naming;

import org.jspecify.annotations.NullMarked;

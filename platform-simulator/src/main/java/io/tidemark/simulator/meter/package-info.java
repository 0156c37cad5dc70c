/** The platforms' own record of what they were asked and what they would charge. */
@NullMarked
package io.tidemark.simulator.meter;

import org.jspecify.annotations.NullMarked;

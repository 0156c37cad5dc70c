/** The platforms' own record of calls and charges. */
@NullMarked
package io.tidemark.simulator.meter;

import org.jspecify.annotations.NullMarked;

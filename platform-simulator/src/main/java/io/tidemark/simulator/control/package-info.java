/** The simulator's own HTTP interface: tweets, faults, streams, meter. */
@NullMarked
package io.tidemark.simulator.control;

import org.jspecify.annotations.NullMarked;

/** Faults that the simulated platforms show on request, one record for each kind of platform. */
@NullMarked
package io.tidemark.simulator.faults;

import org.jspecify.annotations.NullMarked;

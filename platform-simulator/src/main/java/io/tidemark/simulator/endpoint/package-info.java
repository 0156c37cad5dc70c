/** The pipeline around every platform endpoint: key, limits, faults, meter. */
@NullMarked
package io.tidemark.simulator.endpoint;

import org.jspecify.annotations.NullMarked;

/** What every platform call passes before and after its endpoint: key, limits, faults, meter. */
@NullMarked
package io.tidemark.simulator.endpoint;

import org.jspecify.annotations.NullMarked;

/** The tracker module: tracks tweets of zones and sweeps accounts of DAOs. */
@NullMarked
package io.tidemark.tracker;

import org.jspecify.annotations.NullMarked;

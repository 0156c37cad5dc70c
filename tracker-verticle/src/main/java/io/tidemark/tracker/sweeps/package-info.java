/** Sweeps over the accounts of DAOs: their steps, progress, log and statistics. */
@NullMarked
package io.tidemark.tracker.sweeps;

import org.jspecify.annotations.NullMarked;

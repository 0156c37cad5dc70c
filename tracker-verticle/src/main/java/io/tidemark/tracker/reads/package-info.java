/** Queries over the snapshots: curves, exports and statistics of zones. */
@NullMarked
package io.tidemark.tracker.reads;

import org.jspecify.annotations.NullMarked;

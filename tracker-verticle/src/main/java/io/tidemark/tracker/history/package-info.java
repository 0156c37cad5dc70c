/** The partitions of the snapshots: created ahead, dropped by retention. */
@NullMarked
package io.tidemark.tracker.history;

import org.jspecify.annotations.NullMarked;

/** The partitions of the readings: made ahead, dropped by retention. */
@NullMarked
package io.tidemark.tracker.history;

import org.jspecify.annotations.NullMarked;

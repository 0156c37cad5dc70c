/** What people ask of the readings: curves and zone figures. */
@NullMarked
package io.tidemark.tracker.reads;

import org.jspecify.annotations.NullMarked;

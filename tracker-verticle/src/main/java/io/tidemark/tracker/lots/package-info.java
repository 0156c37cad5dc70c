/** Lots that are due: claimed, polled, recorded. */
@NullMarked
package io.tidemark.tracker.lots;

import org.jspecify.annotations.NullMarked;

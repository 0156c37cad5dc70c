/** Manual refresh: one call for all who ask at a time, recorded as a round of its own. */
@NullMarked
package io.tidemark.tracker.refresh;

import org.jspecify.annotations.NullMarked;

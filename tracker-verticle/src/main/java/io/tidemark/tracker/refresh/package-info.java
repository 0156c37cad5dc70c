/** Manual refresh: one call for all callers of a moment, recorded as a round of its own. */
@NullMarked
package io.tidemark.tracker.refresh;

import org.jspecify.annotations.NullMarked;

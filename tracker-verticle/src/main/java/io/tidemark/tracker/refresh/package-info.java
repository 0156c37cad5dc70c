/** Manual refresh: one call for everybody who asks, recorded as a round of its own. */
@NullMarked
package io.tidemark.tracker.refresh;

import org.jspecify.annotations.NullMarked;

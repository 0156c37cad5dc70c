/** How much engagement is a lot in a zone. */
@NullMarked
package io.tidemark.tracker.thresholds;

import org.jspecify.annotations.NullMarked;

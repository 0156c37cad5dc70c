/** The engagement from which a tweet of a zone is worth polling: its P25. */
@NullMarked
package io.tidemark.tracker.thresholds;

import org.jspecify.annotations.NullMarked;

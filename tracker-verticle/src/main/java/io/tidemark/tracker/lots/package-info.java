/** Claims due lots, polls their tweets and records the answers. */
@NullMarked
package io.tidemark.tracker.lots;

import org.jspecify.annotations.NullMarked;

/** Manual refresh: one call shared by all concurrent requests, recorded as a round. */
@NullMarked
package io.tidemark.tracker.refresh;

import org.jspecify.annotations.NullMarked;

/** X API v2: its posts, errors and limits. */
@NullMarked
package io.tidemark.tracker.x;

import org.jspecify.annotations.NullMarked;

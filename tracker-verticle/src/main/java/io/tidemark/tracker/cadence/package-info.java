/** When a tweet is polled again and when it is left alone: pure functions. */
@NullMarked
package io.tidemark.tracker.cadence;

import org.jspecify.annotations.NullMarked;

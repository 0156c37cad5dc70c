/** Tweets, their counters and their readings, as stored. */
@NullMarked
package io.tidemark.tracker.tweets;

import org.jspecify.annotations.NullMarked;

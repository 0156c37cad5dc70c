/** Tweets, their counters and their snapshots, as stored. */
@NullMarked
package io.tidemark.tracker.tweets;

import org.jspecify.annotations.NullMarked;

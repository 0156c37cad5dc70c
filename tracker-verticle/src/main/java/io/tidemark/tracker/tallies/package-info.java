/** What is counted and summed of zones beside their tweets, so that no read has to. */
@NullMarked
package io.tidemark.tracker.tallies;

import org.jspecify.annotations.NullMarked;

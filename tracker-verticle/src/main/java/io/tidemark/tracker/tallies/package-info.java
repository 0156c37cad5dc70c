/** The tweets of zones, counted by their engagement and by their arrival. */
@NullMarked
package io.tidemark.tracker.tallies;

import org.jspecify.annotations.NullMarked;

/** Simulated tweets, their authors and their true counters. */
@NullMarked
package io.tidemark.simulator.tweets;

import org.jspecify.annotations.NullMarked;

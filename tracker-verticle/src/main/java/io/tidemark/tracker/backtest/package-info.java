/** The cadences of the clock, replayed on recorded curves. */
@NullMarked
package io.tidemark.tracker.backtest;

import org.jspecify.annotations.NullMarked;

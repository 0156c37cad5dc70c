/** What growth models say of tweets: curves between readings, and forecasts. */
@NullMarked
package io.tidemark.tracker.forecasts;

import org.jspecify.annotations.NullMarked;

/**
 * How engagement grows, and what follows for polling: the model of a stream of posts, what readings
 * tell about one post, when to poll it next, and what its counter will be. Pure functions; time and
 * randomness are handed in.
 *
 * <p>The way through the package: a {@link GrowthModel} (learnt, or the shipped one) and a price
 * make an {@link AdaptivePolicy}; the readings of a post make a {@link Belief}; {@link
 * AdaptivePolicy#next} says when to poll next, {@link Forecaster} what is expected, {@link
 * CurveEstimate} what the counter was between readings.
 */
@NullMarked
package io.tidemark.forecast;

import org.jspecify.annotations.NullMarked;

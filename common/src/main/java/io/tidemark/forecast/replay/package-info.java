/** Policies replayed on recorded curves: what they poll, and what they miss. */
@NullMarked
package io.tidemark.forecast.replay;

import org.jspecify.annotations.NullMarked;

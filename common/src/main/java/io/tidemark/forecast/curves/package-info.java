/** Recorded growth curves, and the files that they are read from. */
@NullMarked
package io.tidemark.forecast.curves;

import org.jspecify.annotations.NullMarked;

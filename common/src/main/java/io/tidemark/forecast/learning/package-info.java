/** Learns a model of growth from recorded curves. */
@NullMarked
package io.tidemark.forecast.learning;

import org.jspecify.annotations.NullMarked;

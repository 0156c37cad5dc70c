/** The rows of growth models. */
@NullMarked
package io.tidemark.forecast.models;

import org.jspecify.annotations.NullMarked;

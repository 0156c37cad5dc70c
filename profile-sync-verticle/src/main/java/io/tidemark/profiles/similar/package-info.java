/** Stores vectors, and finds similar posts. */
@NullMarked
package io.tidemark.profiles.similar;

import org.jspecify.annotations.NullMarked;

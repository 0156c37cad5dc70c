/** The rows of growth models. */
@NullMarked
package io.tidemark.growth;

import org.jspecify.annotations.NullMarked;

/** Asynchronous work in steps. */
@NullMarked
package io.tidemark.flow;

import org.jspecify.annotations.NullMarked;

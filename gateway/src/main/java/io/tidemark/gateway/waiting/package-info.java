/** Callers who are answered when what they asked for has ended. */
@NullMarked
package io.tidemark.gateway.waiting;

import org.jspecify.annotations.NullMarked;

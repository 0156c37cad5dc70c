/** Credentials that rest, as an operator sees and ends it. */
@NullMarked
package io.tidemark.gateway.pauses;

import org.jspecify.annotations.NullMarked;

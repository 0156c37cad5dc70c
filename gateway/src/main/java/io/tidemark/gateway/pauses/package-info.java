/** Paused credentials, as an operator sees them and ends their pauses. */
@NullMarked
package io.tidemark.gateway.pauses;

import org.jspecify.annotations.NullMarked;

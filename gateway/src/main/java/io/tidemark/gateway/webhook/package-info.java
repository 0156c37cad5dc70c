/** Deliveries from the platforms. */
@NullMarked
package io.tidemark.gateway.webhook;

import org.jspecify.annotations.NullMarked;

/** Webhook deliveries of platforms. */
@NullMarked
package io.tidemark.gateway.webhook;

import org.jspecify.annotations.NullMarked;

/** Webhook deliveries of generated tweets, paced by the world's clock. */
@NullMarked
package io.tidemark.simulator.stream;

import org.jspecify.annotations.NullMarked;

/** Change events as a stream: {@code /api/events}. */
@NullMarked
package io.tidemark.gateway.events;

import org.jspecify.annotations.NullMarked;

/** What happens, told to those who look on: {@code /api/events}. */
@NullMarked
package io.tidemark.gateway.events;

import org.jspecify.annotations.NullMarked;

/** Polls on request: manual refreshes and external triggers. */
@NullMarked
package io.tidemark.gateway.engagement;

import org.jspecify.annotations.NullMarked;

/** What makes the tracker read counters now: manual refreshes and triggers from outside. */
@NullMarked
package io.tidemark.gateway.engagement;

import org.jspecify.annotations.NullMarked;

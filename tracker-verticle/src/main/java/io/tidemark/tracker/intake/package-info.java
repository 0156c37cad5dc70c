/** Accepts webhook deliveries: from the JSON body to rows that are polled. */
@NullMarked
package io.tidemark.tracker.intake;

import org.jspecify.annotations.NullMarked;

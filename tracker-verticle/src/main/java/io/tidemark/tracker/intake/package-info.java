/** From a webhook delivery to rows that will be polled. */
@NullMarked
package io.tidemark.tracker.intake;

import org.jspecify.annotations.NullMarked;

/** Adaptive polling: policies, samples, prices and audits of zones. */
@NullMarked
package io.tidemark.tracker.economy;

import org.jspecify.annotations.NullMarked;

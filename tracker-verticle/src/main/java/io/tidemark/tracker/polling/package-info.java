/** Turns due tweets into full calls and the answers into outcomes, for any API. */
@NullMarked
package io.tidemark.tracker.polling;

import org.jspecify.annotations.NullMarked;

/** Due tweets to full calls to outcomes, whichever API is asked. */
@NullMarked
package io.tidemark.tracker.polling;

import org.jspecify.annotations.NullMarked;

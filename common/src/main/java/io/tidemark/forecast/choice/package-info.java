/** Which posts of an account are worth a place in a run that does not ask about all. */
@NullMarked
package io.tidemark.forecast.choice;

import org.jspecify.annotations.NullMarked;

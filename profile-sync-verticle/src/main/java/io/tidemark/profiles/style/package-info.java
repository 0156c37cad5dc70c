/** The style of authors in figures; pure functions, except for the store. */
@NullMarked
package io.tidemark.profiles.style;

import org.jspecify.annotations.NullMarked;

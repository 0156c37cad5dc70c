/** The metrics refresh as a whole. */
@NullMarked
package io.tidemark.studio;

import org.jspecify.annotations.NullMarked;

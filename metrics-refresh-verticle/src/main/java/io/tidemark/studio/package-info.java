/** Studio posts: what the sources of a process are made of. */
@NullMarked
package io.tidemark.studio;

import org.jspecify.annotations.NullMarked;

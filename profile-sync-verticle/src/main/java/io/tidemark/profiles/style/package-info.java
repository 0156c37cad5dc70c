/** How an author writes, in figures; pure. */
@NullMarked
package io.tidemark.profiles.style;

import org.jspecify.annotations.NullMarked;

/** Who calls, and what they may do: keys, users' tokens, signatures, and who guesses too often. */
@NullMarked
package io.tidemark.access;

import org.jspecify.annotations.NullMarked;

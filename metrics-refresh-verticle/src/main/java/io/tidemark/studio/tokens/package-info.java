/** Renews tokens of accounts: one process at a time, and stored before they are used. */
@NullMarked
package io.tidemark.studio.tokens;

import org.jspecify.annotations.NullMarked;

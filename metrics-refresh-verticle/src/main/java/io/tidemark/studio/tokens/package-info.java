/** Tokens of accounts that end: renewed by one process, stored before they are used. */
@NullMarked
package io.tidemark.studio.tokens;

import org.jspecify.annotations.NullMarked;

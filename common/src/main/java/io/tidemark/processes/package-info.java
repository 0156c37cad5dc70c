/** The processes that run: which there are, how they stand, and which of them died. */
@NullMarked
package io.tidemark.processes;

import org.jspecify.annotations.NullMarked;

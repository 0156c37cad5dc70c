/** Runs: who starts them, what they do, how they go on after a crash. */
@NullMarked
package io.tidemark.studio.runs;

import org.jspecify.annotations.NullMarked;

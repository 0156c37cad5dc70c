/** Runs over studio posts: their start, their work, and how they continue after a crash. */
@NullMarked
package io.tidemark.studio.runs;

import org.jspecify.annotations.NullMarked;

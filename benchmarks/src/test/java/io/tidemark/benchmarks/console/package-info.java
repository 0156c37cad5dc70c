/** Listeners beside the work. */
@NullMarked
package io.tidemark.benchmarks.console;

import org.jspecify.annotations.NullMarked;

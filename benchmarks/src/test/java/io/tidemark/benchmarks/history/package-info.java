/** Recording into a long history. */
@NullMarked
package io.tidemark.benchmarks.history;

import org.jspecify.annotations.NullMarked;

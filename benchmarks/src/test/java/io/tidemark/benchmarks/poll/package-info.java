/** The path from due lots to snapshots. */
@NullMarked
package io.tidemark.benchmarks.poll;

import org.jspecify.annotations.NullMarked;

/** What is read of a zone with many tweets. */
@NullMarked
package io.tidemark.benchmarks.reads;

import org.jspecify.annotations.NullMarked;

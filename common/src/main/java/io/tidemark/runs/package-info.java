/** Runs of every kind: jobs that have items and that people follow. */
@NullMarked
package io.tidemark.runs;

import org.jspecify.annotations.NullMarked;

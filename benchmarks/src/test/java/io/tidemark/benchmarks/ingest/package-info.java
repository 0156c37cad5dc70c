/** From webhooks to committed rows. */
@NullMarked
package io.tidemark.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;

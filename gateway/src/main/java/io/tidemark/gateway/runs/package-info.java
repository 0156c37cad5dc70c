/** Runs over HTTP: starting, waiting, reading and listing are the same for all kinds. */
@NullMarked
package io.tidemark.gateway.runs;

import org.jspecify.annotations.NullMarked;

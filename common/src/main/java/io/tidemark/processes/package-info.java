/** The processes that run: their registry, their heartbeats and the detection of their deaths. */
@NullMarked
package io.tidemark.processes;

import org.jspecify.annotations.NullMarked;

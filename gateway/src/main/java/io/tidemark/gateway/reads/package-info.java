/** Curves and zone figures over HTTP. */
@NullMarked
package io.tidemark.gateway.reads;

import org.jspecify.annotations.NullMarked;

/** Processes that find each other, and a whole cluster of them on one machine. */
@NullMarked
package io.tidemark.standalone.cluster;

import org.jspecify.annotations.NullMarked;

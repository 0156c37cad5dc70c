/** Clustering: membership of one process, and local clusters of several. */
@NullMarked
package io.tidemark.standalone.cluster;

import org.jspecify.annotations.NullMarked;

/** The Graph API: Instagram media of one host, with its batches, errors and usage headers. */
@NullMarked
package io.tidemark.simulator.graph;

import org.jspecify.annotations.NullMarked;

/** The Graph API: Instagram and Facebook pages on one host, with batches, errors and usage. */
@NullMarked
package io.tidemark.simulator.graph;

import org.jspecify.annotations.NullMarked;

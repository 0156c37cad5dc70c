/** The Graph API: Instagram and Facebook pages on one host, their batches, errors and usage. */
@NullMarked
package io.tidemark.simulator.graph;

import org.jspecify.annotations.NullMarked;

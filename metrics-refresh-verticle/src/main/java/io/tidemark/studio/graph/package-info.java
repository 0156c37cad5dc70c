/** The Graph API, which Instagram and Facebook share: batches, errors, usage, refused metrics. */
@NullMarked
package io.tidemark.studio.graph;

import org.jspecify.annotations.NullMarked;

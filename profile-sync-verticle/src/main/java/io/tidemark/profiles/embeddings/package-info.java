/** Texts as vectors. */
@NullMarked
package io.tidemark.profiles.embeddings;

import org.jspecify.annotations.NullMarked;

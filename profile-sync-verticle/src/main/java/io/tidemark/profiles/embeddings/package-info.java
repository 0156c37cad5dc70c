/** Texts as vectors: by a model in this process, or by OpenAI. */
@NullMarked
package io.tidemark.profiles.embeddings;

import org.jspecify.annotations.NullMarked;

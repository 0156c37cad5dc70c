/** Embeds texts: with a model in this process, or with OpenAI. */
@NullMarked
package io.tidemark.profiles.embeddings;

import org.jspecify.annotations.NullMarked;

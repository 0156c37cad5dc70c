/** OpenAI's embeddings and chat completions, answered by rules instead of models. */
@NullMarked
package io.tidemark.simulator.openai;

import org.jspecify.annotations.NullMarked;

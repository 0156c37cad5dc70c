/** OpenAI's embeddings and chat completions, answered by rules in the place of models. */
@NullMarked
package io.tidemark.simulator.openai;

import org.jspecify.annotations.NullMarked;

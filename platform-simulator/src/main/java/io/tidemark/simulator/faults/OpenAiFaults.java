package io.tidemark.simulator.faults;

import org.jspecify.annotations.Nullable;

/**
 * Faults of OpenAI.
 *
 * @param openAiError every call is refused like this
 * @param openAiShuffled embeddings are returned in another order than their texts
 * @param completionFault what is wrong with completions that are answered
 * @param completionFaultRate share of the completions that have this fault
 */
public record OpenAiFaults(
    @Nullable OpenAiError openAiError,
    boolean openAiShuffled,
    @Nullable CompletionFault completionFault,
    double completionFaultRate) {}

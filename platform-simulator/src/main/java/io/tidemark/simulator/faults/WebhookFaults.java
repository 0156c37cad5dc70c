package io.tidemark.simulator.faults;

import org.jspecify.annotations.Nullable;

/**
 * Faults of webhook deliveries.
 *
 * @param snakeCaseWebhook deliveries in snake_case
 * @param testPingFirst a stream begins with a test ping
 * @param duplicateWebhooks share of deliveries that are sent twice
 * @param retweets share of tweets that are followed by a retweet of another, older tweet
 * @param edits share of tweets that are edited, so that the next delivery begins with their new
 *     versions
 * @param oddCreation the creation time is written like this
 * @param oddCreationRate share of the delivered tweets that have {@code oddCreation}
 */
public record WebhookFaults(
    boolean snakeCaseWebhook,
    boolean testPingFirst,
    double duplicateWebhooks,
    double retweets,
    double edits,
    @Nullable OddCreation oddCreation,
    double oddCreationRate) {}

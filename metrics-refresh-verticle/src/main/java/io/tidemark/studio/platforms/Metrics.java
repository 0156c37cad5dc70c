package io.tidemark.studio.platforms;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a studio post. What the platform did not give is null, never 0; a counter may be
 * lower than before.
 *
 * @param impressions what most platforms have ceased to give
 * @param views what most of them give instead
 * @param raw what the platform answered for the post, as it came, without any credential
 */
public record Metrics(
    @Nullable Long impressions,
    @Nullable Long views,
    @Nullable Long reach,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long shares,
    @Nullable Long saves,
    @Nullable Long clicks,
    @Nullable Long totalInteractions,
    JsonObject raw) {}

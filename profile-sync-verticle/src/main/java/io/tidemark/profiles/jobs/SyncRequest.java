package io.tidemark.profiles.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A sync that shall begin.
 *
 * @param trigger scheduled or manual
 * @param workspace null for all
 */
public record SyncRequest(
    String trigger,
    int mostProfiles,
    boolean embeddings,
    boolean hooks,
    @Nullable String workspace) {}

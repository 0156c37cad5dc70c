package io.tidemark.profiles.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A request to start a sync.
 *
 * @param trigger scheduled or manual
 * @param workspace null for all workspaces
 */
public record SyncRequest(
    String trigger,
    int mostProfiles,
    boolean embeddings,
    boolean hooks,
    @Nullable String workspace) {}

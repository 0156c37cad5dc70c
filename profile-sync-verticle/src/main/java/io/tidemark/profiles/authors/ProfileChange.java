package io.tidemark.profiles.authors;

import org.jspecify.annotations.Nullable;

/** The changes of a profile; null leaves a value as it is. */
public record ProfileChange(
    @Nullable String fullName,
    @Nullable String linkedinId,
    @Nullable String linkedinUrl,
    @Nullable String type,
    @Nullable Boolean syncEnabled,
    @Nullable Integer priority) {}

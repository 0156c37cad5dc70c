package io.tidemark.profiles.authors;

import org.jspecify.annotations.Nullable;

/** What shall be different; null leaves it as it is. */
public record ProfileChange(
    @Nullable String fullName,
    @Nullable String linkedinId,
    @Nullable String linkedinUrl,
    @Nullable String type,
    @Nullable Boolean syncEnabled,
    @Nullable Integer priority) {}

package io.tidemark.profiles.authors;

import org.jspecify.annotations.Nullable;

/**
 * A profile to create.
 *
 * @param workspace null for a profile that all tenants may read
 */
public record NewProfile(
    @Nullable String workspace,
    String fullName,
    @Nullable String linkedinId,
    @Nullable String linkedinUrl,
    String type,
    boolean syncEnabled,
    int priority) {

  public static final String INFLUENCER = "external_influencer";

  public NewProfile {
    if (priority < 1 || priority > 3) {
      throw new IllegalArgumentException("a priority is from 1 to 3, not " + priority);
    }
  }
}

package io.tidemark.budget;

/**
 * A tenant's own part of every limit of a credential; the tenants without one share the rest.
 *
 * @param percent of each limit, rounded down
 */
public record Share(String tenant, int percent) {
  public Share {
    if (tenant.isBlank() || percent < 1 || percent > 99) {
      throw new IllegalArgumentException(
          "a share is from 1 to 99 percent for a named tenant, not %d for \"%s\""
              .formatted(percent, tenant));
    }
  }
}

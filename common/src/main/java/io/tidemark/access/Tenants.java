package io.tidemark.access;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one kind that somebody may see.
 *
 * @param all whichever there are; {@code ids} is empty then
 */
public record Tenants(boolean all, Set<String> ids) {

  public static final Tenants ALL = new Tenants(true, Set.of());
  public static final Tenants NONE = new Tenants(false, Set.of());

  public Tenants {
    ids = Set.copyOf(ids);
  }

  public static Tenants of(Collection<String> ids) {
    return new Tenants(false, Set.copyOf(ids));
  }

  public boolean contains(String id) {
    return all || ids.contains(id);
  }

  public boolean containsAll(Tenants others) {
    return all || (!others.all && ids.containsAll(others.ids));
  }

  /** For {@code $1::text[] is null or zone_id = any ($1)}: null stands for all. */
  public String @Nullable [] toArrayOrNull() {
    return all ? null : new TreeSet<>(ids).toArray(String[]::new);
  }
}

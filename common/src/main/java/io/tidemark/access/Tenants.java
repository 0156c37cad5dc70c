package io.tidemark.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one kind that a caller may see.
 *
 * @param all also those that are made later; {@code ids} is empty then
 */
public record Tenants(boolean all, Set<String> ids) {

  public static final Tenants ALL = new Tenants(true, Set.of());
  public static final Tenants NONE = new Tenants(false, Set.of());

  public Tenants {
    ids = Set.copyOf(ids);
    if (all && !ids.isEmpty()) {
      throw new IllegalArgumentException("all tenants are not a list of some");
    }
  }

  public static Tenants of(Collection<String> ids) {
    return new Tenants(false, Set.copyOf(ids));
  }

  static Tenants ofArrayOrNull(String @Nullable [] ids) {
    return ids == null ? ALL : of(List.of(ids));
  }

  public boolean contains(String id) {
    return all || ids.contains(id);
  }

  /** Whether each of the others is among these. */
  public boolean containsAll(Tenants others) {
    return all || (!others.all && ids.containsAll(others.ids));
  }

  /** For SQL: {@code $n::text[] is null or zone_id = any($n)}. */
  @JsonValue
  public String @Nullable [] toArrayOrNull() {
    return all ? null : new TreeSet<>(ids).toArray(String[]::new);
  }
}

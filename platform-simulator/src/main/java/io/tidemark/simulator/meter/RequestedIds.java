package io.tidemark.simulator.meter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for in one go. Most calls hold one; a Graph batch holds one for each of its parts.
 *
 * @param account the external id of the account whose token was used; absent when nobody's
 * @param ids the posts (or users) that were asked for by id
 */
public record RequestedIds(@Nullable String account, List<String> ids) {

  public RequestedIds {
    ids = List.copyOf(ids);
  }

  /** As on platforms where one key sees everything. */
  public static RequestedIds of(List<String> ids) {
    return new RequestedIds(null, ids);
  }
}

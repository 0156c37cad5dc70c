package io.tidemark.simulator.meter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ids that one account requested in one call. A Graph batch has one of these for each part.
 *
 * @param account external id of the account whose token was used; null when there is none
 * @param ids the posts or users requested by id
 */
public record RequestedIds(@Nullable String account, List<String> ids) {

  public RequestedIds {
    ids = List.copyOf(ids);
  }

  /** For platforms on which one key reads everything. */
  public static RequestedIds of(List<String> ids) {
    return new RequestedIds(null, ids);
  }
}

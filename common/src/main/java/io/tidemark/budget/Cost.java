package io.tidemark.budget;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a call may cost at most.
 *
 * @param items posts or other things it may return
 * @param users accounts it may return, which are no items but may have a price
 * @param postIds which posts, where they are known: one that was billed this UTC day may be free
 * @param endpoint what the platform counts apart in its headers; empty where it does not
 */
public record Cost(int requests, int items, int users, List<String> postIds, String endpoint) {

  public Cost {
    postIds = List.copyOf(postIds);
    if (requests < 0 || items < 0 || users < 0 || postIds.size() > items) {
      throw new IllegalArgumentException(
          "a call cannot cost %d requests, %d items and %d posts"
              .formatted(requests, items, postIds.size()));
    }
  }

  public Cost(int requests, int items, List<String> postIds) {
    this(requests, items, 0, postIds, "");
  }

  /** One request that returns nothing which is counted. */
  public static Cost request() {
    return new Cost(1, 0, List.of());
  }

  /** One request for up to so many items. */
  public static Cost items(int items) {
    return new Cost(1, items, List.of());
  }

  /** One request for these posts. */
  public static Cost posts(List<String> ids) {
    return new Cost(1, ids.size(), ids);
  }

  /** One request for up to so many accounts. */
  public static Cost users(int users) {
    return new Cost(1, 0, users, List.of(), "");
  }

  /** How many items, or accounts, it asks for. */
  public int size() {
    return Math.max(items, users);
  }

  /** What the same call costs at most that asks for no more than so many. */
  public Cost first(int most) {
    return new Cost(
        requests,
        Math.min(items, most),
        Math.min(users, most),
        postIds.subList(0, Math.min(postIds.size(), most)),
        endpoint);
  }

  /** By unit, all posts of it being billed. */
  Map<Unit, Long> amounts(Prices prices) {
    Map<Unit, Long> amounts = new EnumMap<>(Unit.class);
    amounts.put(Unit.REQUESTS, (long) requests);
    amounts.put(Unit.ITEMS, (long) items);
    amounts.put(Unit.MONEY, prices.of(requests, items, users));
    return amounts;
  }

  /** The same cost at an endpoint that the platform counts apart. */
  public Cost at(String endpoint) {
    return new Cost(requests, items, users, postIds, endpoint);
  }
}

package io.tidemark.budget;

import java.util.List;

/**
 * What a call returned, as far as the platform charges for it.
 *
 * @param users accounts
 * @param postIds which posts of them, where that is known; they are free for the rest of the UTC
 *     day at a platform that bills a post once in it
 */
public record BillableUsage(int items, int users, List<String> postIds) {

  public static final BillableUsage NOTHING = new BillableUsage(0, List.of());

  public BillableUsage {
    postIds = List.copyOf(postIds);
  }

  public BillableUsage(int items, List<String> postIds) {
    this(items, 0, postIds);
  }

  public static BillableUsage users(int users) {
    return new BillableUsage(0, users, List.of());
  }

  public static BillableUsage items(int items) {
    return new BillableUsage(items, List.of());
  }
}

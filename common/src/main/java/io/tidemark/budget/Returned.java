package io.tidemark.budget;

import java.util.Collection;
import java.util.List;

/**
 * What a call returned, as far as the platform charges for it.
 *
 * @param users accounts
 * @param postIds which posts of them, where that is known; they are free for the rest of the UTC
 *     day at a platform that bills a post once in it
 */
public record Returned(int items, int users, List<String> postIds) {

  public static final Returned NOTHING = new Returned(0, List.of());

  public Returned {
    postIds = List.copyOf(postIds);
  }

  public Returned(int items, List<String> postIds) {
    this(items, 0, postIds);
  }

  public static Returned users(int users) {
    return new Returned(0, users, List.of());
  }

  public static Returned items(int items) {
    return new Returned(items, List.of());
  }

  public static Returned posts(Collection<String> ids) {
    return new Returned(ids.size(), List.copyOf(ids));
  }
}

package io.tidemark.studio.tiktok;

import io.tidemark.studio.platforms.StudioSource.PostRef;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Groups posts by creation day: a research query spans 30 days at most, even by id. */
final class CreationWindows {

  /** One day on both sides, because a stored creation time may be off by some hours. */
  private static final int MOST_DAYS = 28;

  /**
   * @param from the first day of the query
   * @param to the last day of the query
   */
  record Window(LocalDate from, LocalDate to, List<PostRef> posts) {

    /** The same days with the first so many posts. */
    Window first(int count) {
      return new Window(from, to, posts.subList(0, count));
    }

    /** The same days without the first so many posts. */
    Window after(int count) {
      return new Window(from, to, posts.subList(count, posts.size()));
    }
  }

  private CreationWindows() {}

  static List<Window> of(List<PostRef> posts) {
    List<PostRef> sorted = new ArrayList<>(posts);
    sorted.sort(Comparator.comparing(PostRef::publishedAt));
    List<Window> windows = new ArrayList<>();
    List<PostRef> group = new ArrayList<>();
    for (PostRef post : sorted) {
      if (!group.isEmpty() && !day(post).isBefore(day(group.get(0)).plusDays(MOST_DAYS))) {
        windows.add(window(group));
        group = new ArrayList<>();
      }
      group.add(post);
    }
    if (!group.isEmpty()) {
      windows.add(window(group));
    }
    return windows;
  }

  private static Window window(List<PostRef> group) {
    return new Window(
        day(group.get(0)).minusDays(1), day(group.get(group.size() - 1)).plusDays(1), group);
  }

  private static LocalDate day(PostRef post) {
    return LocalDate.ofInstant(post.publishedAt(), ZoneOffset.UTC);
  }
}

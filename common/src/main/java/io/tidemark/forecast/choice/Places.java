package io.tidemark.forecast.choice;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Fills the places of a run: with posts that go first, with posts that are worth a place, and with
 * posts that were unread for too long, which none is for ever.
 */
public final class Places {

  /**
   * A post with less missing growth than this is left until it was unread for too long, although
   * there are places.
   */
  static final double LEAST_MISSING = 0.05;

  /** A post that was unread for so many times the longest interval takes turns with the worthy. */
  static final int FAR_TOO_LONG = 7;

  private static final Comparator<Candidate> LONGEST_UNREAD =
      Comparator.comparing(Candidate::unread).reversed().thenComparing(Candidate::id);

  private static final Comparator<Candidate> WORTHIEST =
      Comparator.comparingDouble((Candidate post) -> post.worth().worth())
          .reversed()
          .thenComparing(Candidate::id);

  private Places() {}

  /**
   * The posts that a run asks about, in the order in which it does.
   *
   * <p>Those that go first come first, as they are given. Then come the worthiest, each second
   * place going to one that was unread for far too long, if there is one. Those that were unread
   * for too long come last: a run that reaches its end has read them all, and one that ends early
   * has read what was worth most.
   *
   * @param places of the run. Those that must have one, because they go first or were unread for
   *     too long, may take more; half of the places are for the worthy, however many those are
   * @param longest a post that was unread for so long must have a place
   */
  public static List<Long> fill(List<Candidate> candidates, int places, Duration longest) {
    Set<Long> chosen = new LinkedHashSet<>();
    candidates.stream().filter(Candidate::goesFirst).map(Candidate::id).forEach(chosen::add);
    List<Candidate> others = candidates.stream().filter(post -> !post.goesFirst()).toList();
    Predicate<Candidate> isLate = post -> post.unread().compareTo(longest) >= 0;
    List<Candidate> late = others.stream().filter(isLate).sorted(LONGEST_UNREAD).toList();
    Duration farTooLong = longest.multipliedBy(FAR_TOO_LONG);
    Deque<Candidate> farTooLate = new ArrayDeque<>();
    late.stream().filter(post -> post.unread().compareTo(farTooLong) >= 0).forEach(farTooLate::add);
    int free = Math.max(places / 2, places - chosen.size() - late.size());
    for (Candidate post : others.stream().filter(Places::isWorthy).sorted(WORTHIEST).toList()) {
      if (!farTooLate.isEmpty()) {
        chosen.add(farTooLate.poll().id());
      }
      if (isLate.test(post)) {
        chosen.add(post.id());
      } else if (free > 0) {
        chosen.add(post.id());
        free--;
      }
    }
    late.stream().map(Candidate::id).forEach(chosen::add);
    return new ArrayList<>(chosen);
  }

  private static boolean isWorthy(Candidate post) {
    return post.worth().missing() >= LEAST_MISSING;
  }
}

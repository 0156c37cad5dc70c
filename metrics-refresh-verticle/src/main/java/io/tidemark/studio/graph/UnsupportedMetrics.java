package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.Evidence;
import io.tidemark.studio.graph.Capabilities.KnownRefusals;
import io.tidemark.studio.graph.Capabilities.NewRefusal;
import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which metrics are not requested for which posts. A refusal applies to its post. It
 * applies to the whole media type when posts of accounts of several workspaces were refused the
 * metric and no post of the type was given it recently. Refusals of many posts of one account apply
 * to that account only, which may lack a permission. Before that the metric is suspect: it is
 * requested in a question of its own, so that its refusal does not fail the other metrics.
 */
final class UnsupportedMetrics {

  /** Refused posts after which a metric of the type is suspect. */
  private static final int POSTS_FOR_A_SUSPICION = 2;

  /** Refused posts of one account after which its others of the type are not asked. */
  private static final int POSTS_FOR_AN_ACCOUNT = 5;

  /** Refused posts in at least two workspaces after which no post of the type is asked. */
  private static final int POSTS_FOR_A_TYPE = 3;

  private static final Evidence NONE = new Evidence(0, 0, 0);

  private final long account;
  private final KnownRefusals known;
  private final Predicate<Refusal> acceptedLately;
  private final Map<Refusal, Map<String, String>> refusedTo = new LinkedHashMap<>();
  private final Set<Refusal> accepted = new HashSet<>();
  private final Set<Refusal> acceptedByPosts = new HashSet<>();
  private final Set<Refusal> ofTypes = new HashSet<>();
  private final Map<Refusal, String> probes = new HashMap<>();

  /**
   * @param account the row of studio_accounts whose posts are read
   * @param acceptedLately whether a type was given a metric recently
   */
  UnsupportedMetrics(long account, KnownRefusals known, Predicate<Refusal> acceptedLately) {
    this.account = account;
    this.known = known;
    this.acceptedLately = acceptedLately;
  }

  static String type(PostRef post) {
    return post.mediaType() == null || post.mediaType().isBlank() ? "any" : post.mediaType();
  }

  static String self(PostRef post) {
    return "post:" + post.externalId();
  }

  void refused(PostRef post, List<String> metrics, String said) {
    for (String metric : metrics) {
      refusedTo
          .computeIfAbsent(new Refusal(type(post), metric), first -> new LinkedHashMap<>())
          .put(self(post), said);
    }
  }

  void accepted(PostRef post, List<String> metrics) {
    for (String metric : metrics) {
      accepted.add(new Refusal(type(post), metric));
      acceptedByPosts.add(new Refusal(self(post), metric));
    }
  }

  /** The metrics that are not known to be refused to the post. */
  List<String> worthAsking(PostRef post, List<String> metrics) {
    return metrics.stream().filter(metric -> !isRefused(post, metric)).toList();
  }

  private boolean isRefused(PostRef post, String metric) {
    var ofType = new Refusal(type(post), metric);
    if (known.refused().contains(new Refusal(self(post), metric))
        || refusedTo.getOrDefault(ofType, Map.of()).containsKey(self(post))) {
      return true;
    }
    // Some account was given it recently, so the whole type cannot be refused it.
    if (accepted.contains(ofType) || wasAccepted(ofType)) {
      return false;
    }
    if (isAged(ofType)) {
      return !probes.computeIfAbsent(ofType, first -> self(post)).equals(self(post));
    }
    return known.refused().contains(ofType)
        || known.refused().contains(own(ofType))
        || isOfType(ofType)
        || isOfAccount(ofType);
  }

  /** The same refusal, for this account only. */
  private Refusal own(Refusal ofType) {
    return new Refusal(Capabilities.ofAccount(account, ofType.subject()), ofType.metric());
  }

  private boolean isAged(Refusal ofType) {
    return known.aged().contains(ofType) || known.aged().contains(own(ofType));
  }

  /**
   * Whether the metric is requested in a question of its own.
   *
   * @param halved whether a bisection has just found the refused metrics of the type
   */
  boolean isSuspect(PostRef post, String metric, boolean halved) {
    var ofType = new Refusal(type(post), metric);
    if (accepted.contains(ofType)) {
      return false;
    }
    if (isAged(ofType)) {
      return true;
    }
    return halved && refusedTo.containsKey(ofType)
        || posts(ofType) >= POSTS_FOR_A_SUSPICION && !wasAccepted(ofType);
  }

  private boolean wasAccepted(Refusal ofType) {
    return known.accepted().contains(ofType) || acceptedLately.test(ofType);
  }

  private int posts(Refusal ofType) {
    return known.evidence().getOrDefault(ofType, NONE).posts()
        + refusedTo.getOrDefault(ofType, Map.of()).size();
  }

  private boolean isOfType(Refusal ofType) {
    if (accepted.contains(ofType) || wasAccepted(ofType)) {
      return false;
    }
    boolean is =
        posts(ofType) >= POSTS_FOR_A_TYPE
            && known.evidence().getOrDefault(ofType, NONE).workspaces() > 1;
    if (is) {
      ofTypes.add(ofType);
    }
    return is;
  }

  private boolean isOfAccount(Refusal ofType) {
    if (accepted.contains(ofType) || wasAccepted(ofType)) {
      return false;
    }
    return known.evidence().getOrDefault(ofType, NONE).own()
            + refusedTo.getOrDefault(ofType, Map.of()).size()
        >= POSTS_FOR_AN_ACCOUNT;
  }

  /** Refusals to store: new ones, and confirmed ones. */
  List<NewRefusal> newRefusals() {
    List<NewRefusal> newRefusals = new ArrayList<>();
    refusedTo.forEach(
        (ofType, posts) -> {
          boolean confirmed = known.aged().contains(ofType) && !accepted.contains(ofType);
          if (!isOfType(ofType) && !confirmed) {
            posts.forEach(
                (post, said) ->
                    newRefusals.add(
                        new NewRefusal(
                            new Refusal(post, ofType.metric()), ofType.subject(), account, said)));
            if (isOfAccount(ofType)
                || known.aged().contains(own(ofType)) && !accepted.contains(ofType)) {
              String said = posts.values().iterator().next();
              newRefusals.add(new NewRefusal(own(ofType), ofType.subject(), account, said));
            }
          } else if (confirmed) {
            ofTypes.add(ofType);
          }
        });
    for (Refusal ofType : ofTypes) {
      if (!accepted.contains(ofType)) {
        String said =
            refusedTo.getOrDefault(ofType, Map.of()).values().stream().findFirst().orElse("");
        newRefusals.add(new NewRefusal(ofType, null, null, said));
      }
    }
    return newRefusals;
  }

  /** Types that were given a metric. */
  Set<Refusal> accepted() {
    return accepted;
  }

  /** Those of {@link #accepted} that some posts were refused, now or earlier. */
  Set<Refusal> contested() {
    Set<Refusal> contested = new HashSet<>(accepted);
    contested.removeIf(ofType -> posts(ofType) == 0 && !isAged(ofType));
    return contested;
  }

  /** Stored refusals that proved wrong. */
  Set<Refusal> disproved() {
    Set<Refusal> wrong = new HashSet<>();
    Stream.concat(accepted.stream(), accepted.stream().map(this::own))
        .filter(
            it ->
                known.refused().contains(it)
                    || known.aged().contains(it)
                    || known.lapsed().contains(it))
        .forEach(wrong::add);
    acceptedByPosts.stream().filter(known.lapsed()::contains).forEach(wrong::add);
    return wrong;
  }
}

package io.tidemark.simulator.linkedin;

import io.tidemark.clock.WorldClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Simulated LinkedIn: nine generated authors with a hundred days of posts, who continue to post as
 * the clock advances, and authors added by tests. Thread-safe.
 */
public final class LinkedIn {

  private final WorldClock clock;
  private final long seed;
  private final GeneratedPosts backlog;
  private final Map<String, LinkedInAuthor> authors = new LinkedHashMap<>();
  private final Map<String, List<LinkedInPost>> byAuthor = new HashMap<>();
  private final Map<String, Integer> written = new HashMap<>();
  private final Map<String, LinkedInPost> posts = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();
  private int published;

  /** The generated posts begin a hundred days before the present time of the clock. */
  public LinkedIn(WorldClock clock, long seed) {
    this.clock = clock;
    this.seed = seed;
    this.backlog = new GeneratedPosts(seed, clock.instant());
    InitialAuthors.first().forEach(author -> authors.put(author.publicId(), author));
  }

  /** All authors, the generated ones first. */
  public synchronized List<LinkedInAuthor> authors() {
    return List.copyOf(authors.values());
  }

  /** The author with this public id. */
  public synchronized Optional<LinkedInAuthor> find(String publicId) {
    return Optional.ofNullable(authors.get(publicId));
  }

  /** The author with this public id; created without posts when absent. */
  public LinkedInAuthor author(String publicId) {
    return author(publicId, Language.ENGLISH, WritingStyle.PLAIN);
  }

  /**
   * The author with this public id; created with this language and style when absent.
   *
   * @throws IllegalArgumentException when the public id is malformed
   */
  public synchronized LinkedInAuthor author(
      String publicId, Language language, WritingStyle style) {
    if (!publicId.matches("[a-z0-9][a-z0-9-]{2,99}")) {
      throw new IllegalArgumentException(
          "publicId must match [a-z0-9][a-z0-9-]{2,99}, but is " + publicId);
    }
    return authors.computeIfAbsent(
        publicId, id -> InitialAuthors.named(id, language, style, authors.size()));
  }

  /**
   * Adds a post; fields that the draft leaves open are generated.
   *
   * @throws IllegalArgumentException when there is no such author, or nothing to reshare
   */
  public synchronized LinkedInPost publish(LinkedInDraft draft) {
    LinkedInAuthor author =
        find(draft.author())
            .orElseThrow(
                () -> new IllegalArgumentException("author " + draft.author() + " does not exist"));
    published++;
    int number = 8_192 + published;
    SplittableRandom random = new SplittableRandom(seed ^ 0xBF58476D1CE4E5B9L * published);
    Instant createdAt = Objects.requireNonNullElseGet(draft.createdAt(), clock::instant);
    LinkedInPost original =
        draft.reshareOf() == null ? null : original("reshareOf", draft.reshareOf());
    HookKind hook =
        Objects.requireNonNullElseGet(draft.hook(), () -> author.style().anyHook(random));
    String generated = PostWriter.post(author, hook, random);
    String urn = GeneratedPosts.urn(author, number, createdAt);
    while (posts.containsKey(urn)) {
      urn = Long.toString(Long.parseLong(urn) + 1);
    }
    return keep(
        new LinkedInPost(
            urn,
            original == null ? GeneratedPosts.shareUrn(urn) : original.shareUrn(),
            author.publicId(),
            number,
            original == null
                ? Objects.requireNonNullElse(draft.text(), generated)
                : original.text(),
            original == null ? hook : original.hook(),
            createdAt,
            draft.growth() == null ? GeneratedPosts.growth(random) : draft.growth(),
            original == null
                ? null
                : Objects.requireNonNullElse(original.writer(), original.author()),
            true,
            original == null ? draft.media() : original.media()));
  }

  /** Finds a post, deleted or not, with its true hook. */
  public synchronized Optional<LinkedInPost> post(String urn) {
    authors.values().forEach(this::catchUp);
    return Optional.ofNullable(posts.get(urn));
  }

  /** The visible posts of this author, newest first. */
  public synchronized List<LinkedInPost> shown(LinkedInAuthor author) {
    catchUp(author);
    Instant now = clock.instant();
    return byAuthor.getOrDefault(author.publicId(), List.of()).stream()
        .filter(post -> !post.createdAt().isAfter(now) && !deleted.contains(post.urn()))
        .sorted(
            Comparator.comparing(LinkedInPost::createdAt)
                .thenComparing(LinkedInPost::urn)
                .reversed())
        .toList();
  }

  /**
   * Deletes a post: LinkedIn no longer shows it.
   *
   * @throws IllegalArgumentException when the post does not exist
   */
  public synchronized void delete(String urn) {
    deleted.add(original("urn", urn).urn());
  }

  /** Whether the post was deleted with {@link #delete}. */
  public synchronized boolean isDeleted(LinkedInPost post) {
    return deleted.contains(post.urn());
  }

  private LinkedInPost original(String name, String urn) {
    return post(urn)
        .orElseThrow(() -> new IllegalArgumentException(name + " " + urn + " is not a post"));
  }

  /** Generates the author's posts up to the current time. */
  private void catchUp(LinkedInAuthor author) {
    if (author.number() >= InitialAuthors.first().size()) {
      return;
    }
    Instant now = clock.instant();
    int number = written.getOrDefault(author.publicId(), 0);
    while (!backlog.createdAt(author, number).isAfter(now)) {
      keep(backlog.post(author, number));
      number++;
    }
    written.put(author.publicId(), number);
  }

  private LinkedInPost keep(LinkedInPost post) {
    posts.put(post.urn(), post);
    byAuthor.computeIfAbsent(post.author(), key -> new ArrayList<>()).add(post);
    return post;
  }
}

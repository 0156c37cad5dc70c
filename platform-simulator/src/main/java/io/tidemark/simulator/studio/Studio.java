package io.tidemark.simulator.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.meter.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The studio's connected accounts and their posts. A token reads only the posts of its own account.
 * Thread-safe.
 */
public final class Studio {

  private final WorldClock clock;
  private final long seed;
  private final StudioAccounts accounts;
  private final Map<String, StudioPost> posts = new LinkedHashMap<>();
  private final Map<String, List<StudioPost>> byAccount = new HashMap<>();
  private final Map<String, PostState> states = new HashMap<>();

  public Studio(WorldClock clock, long seed) {
    this.clock = clock;
    this.seed = seed;
    this.accounts = new StudioAccounts(clock, seed);
  }

  /** The connected accounts and their tokens. */
  public StudioAccounts accounts() {
    return accounts;
  }

  /**
   * Connects an account; fields that the draft leaves open are generated.
   *
   * @throws IllegalArgumentException when the id or a token is already in use
   */
  public StudioAccount connect(AccountDraft draft) {
    return accounts.connect(draft);
  }

  /**
   * Adds a post; fields that the draft leaves open are generated.
   *
   * @throws IllegalArgumentException when the account does not exist or the id is already in use
   */
  public synchronized StudioPost publish(PostDraft draft) {
    StudioAccount account = accounts.existing(draft.account());
    long number = posts.size() + 1L;
    SplittableRandom random = new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L * number);
    Instant createdAt = Objects.requireNonNullElseGet(draft.createdAt(), clock::instant);
    String id =
        draft.externalId() == null ? generatedId(account, createdAt, number) : draft.externalId();
    if (account.platform() == Platform.TIKTOK && !id.matches("[0-8]?[0-9]{5,18}")) {
      throw new IllegalArgumentException(
          "externalId must be a number that a long can hold, but is " + id);
    }
    StudioPost post =
        new StudioPost(
            account.platform(),
            id,
            account.externalId(),
            number,
            draft.caption() == null ? "Harbour notes, part " + number : draft.caption(),
            createdAt,
            draft.growth() == null ? SmallGrowth.draw(random.nextLong()) : draft.growth(),
            draft.mediaType() == null ? usualType(account.platform()) : draft.mediaType(),
            draft.mediaProductType(),
            draft.unsupportedMetrics(),
            draft.hidesLikes(),
            draft.insightsAfter());
    if (posts.putIfAbsent(id, post) != null) {
      throw new IllegalArgumentException("externalId " + id + " is taken");
    }
    byAccount.computeIfAbsent(post.account(), key -> new ArrayList<>()).add(post);
    return post;
  }

  /** Finds a post or tweet, visible or not. */
  public synchronized Optional<StudioPost> find(String externalId) {
    return Optional.ofNullable(posts.get(externalId));
  }

  /** The post that this account's token reads at that id: its own, published and visible. */
  public synchronized Optional<StudioPost> seenBy(StudioAccount account, String externalId) {
    return find(externalId).filter(post -> seenBy(account, post));
  }

  /** The posts that this account's token reads, newest first. */
  public synchronized List<StudioPost> seenBy(StudioAccount account) {
    return byAccount.getOrDefault(account.externalId(), List.of()).stream()
        .filter(post -> seenBy(account, post))
        .sorted(
            Comparator.comparing(StudioPost::createdAt)
                .thenComparingLong(StudioPost::number)
                .reversed())
        .toList();
  }

  /** All posts, in order of publication. */
  public synchronized List<StudioPost> posts() {
    return List.copyOf(posts.values());
  }

  /** The state of the post; shown when it was never changed. */
  public synchronized PostState state(StudioPost post) {
    return states.getOrDefault(post.externalId(), PostState.SHOWN);
  }

  /**
   * Changes the state of a post; {@link PostState#SHOWN} restores it.
   *
   * @throws IllegalArgumentException when the post does not exist
   */
  public synchronized void turn(String externalId, PostState state) {
    states.put(existing(externalId).externalId(), state);
  }

  /**
   * Deletes a post: the platform no longer shows it.
   *
   * @throws IllegalArgumentException when the post does not exist
   */
  public void delete(String externalId) {
    turn(externalId, PostState.DELETED);
  }

  private boolean seenBy(StudioAccount account, StudioPost post) {
    boolean there =
        switch (state(post)) {
          case SHOWN, BEFORE_CONVERSION -> true;
          case DELETED, NOT_OWNED -> false;
        };
    return there
        && post.account().equals(account.externalId())
        && !post.createdAt().isAfter(clock.instant());
  }

  private StudioPost existing(String externalId) {
    return find(externalId)
        .orElseThrow(() -> new IllegalArgumentException("there is no post " + externalId));
  }

  /** TikTok's ids contain the creation time in seconds and exceed the precision of a double. */
  private static String generatedId(StudioAccount account, Instant createdAt, long number) {
    return switch (account.platform()) {
      case FACEBOOK -> account.externalId() + "_" + (122_000_000_000_000_000L + number);
      case TIKTOK -> Long.toString(createdAt.getEpochSecond() << 32 | number);
      case INSTAGRAM, TWITTER_API, X, LINKEDIN, OPENAI ->
          Long.toString(17_900_000_000_000_000L + number);
    };
  }

  private static @Nullable MediaType usualType(Platform platform) {
    return switch (platform) {
      case TIKTOK -> MediaType.VIDEO;
      case INSTAGRAM -> MediaType.IMAGE;
      case FACEBOOK, TWITTER_API, X, LINKEDIN, OPENAI -> null;
    };
  }
}

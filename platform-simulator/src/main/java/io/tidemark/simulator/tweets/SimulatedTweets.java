package io.tidemark.simulator.tweets;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.growth.SmallGrowth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** All simulated tweets and their state. Thread-safe. */
public final class SimulatedTweets {

  private final WorldClock clock;
  private final long seed;
  private final Authors authors;
  private final AtomicLong posted = new AtomicLong();

  /** Tweets by id, which is the order of creation. */
  private final ConcurrentSkipListMap<Long, SimulatedTweet> tweets = new ConcurrentSkipListMap<>();

  private final Map<String, List<SimulatedTweet>> timelines = new ConcurrentHashMap<>();

  /** The ids of all versions of edited tweets, oldest first, by the id of each version. */
  private final Map<Long, List<String>> versions = new ConcurrentHashMap<>();

  private final Set<Long> deleted = ConcurrentHashMap.newKeySet();
  private final Set<Long> hidden = ConcurrentHashMap.newKeySet();

  /**
   * @param seed the same seed and order of posts make the same authors, texts and growth
   */
  public SimulatedTweets(WorldClock clock, long seed) {
    this.clock = clock;
    this.seed = seed;
    this.authors = new Authors(seed);
  }

  public Authors authors() {
    return authors;
  }

  /**
   * Adds a tweet; fields that the draft leaves open are generated.
   *
   * @throws IllegalArgumentException when the creation time is before the first id (2010)
   */
  public SimulatedTweet post(TweetDraft draft) {
    long number = posted.getAndIncrement();
    SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * number);
    Author someone = authors.any(random.split());
    Author author = draft.userName() == null ? someone : authors.named(draft.userName());
    Instant createdAt = Objects.requireNonNullElseGet(draft.createdAt(), clock::instant);
    String text = draft.text() == null ? Sentences.any(random) : draft.text();
    var growth = draft.growth() == null ? SmallGrowth.draw(random.nextLong()) : draft.growth();
    while (true) {
      long id = Snowflake.of(createdAt, number);
      SimulatedTweet tweet = new SimulatedTweet(id, text, author, growth);
      if (tweets.putIfAbsent(id, tweet) == null) {
        addToTimeline(tweet);
        return tweet;
      }
      number = posted.getAndIncrement(); // four million tweets ago in this very millisecond
    }
  }

  /**
   * Edits a tweet: creates a new version with its own id and the same growth.
   *
   * @return the new version
   * @throws IllegalArgumentException when the tweet does not exist
   */
  public SimulatedTweet edit(String id) {
    SimulatedTweet older = existing(id);
    SimulatedTweet newer =
        post(
            new TweetDraft(
                older.text() + " (edited)",
                older.author().userName(),
                clock.instant(),
                older.growth()));
    List<String> all = new ArrayList<>(versions(older));
    all.add(newer.id());
    all.forEach(version -> versions.put(Long.parseLong(version), List.copyOf(all)));
    return newer;
  }

  /** The ids of all versions of the tweet, oldest first; only its own when it was not edited. */
  public List<String> versions(SimulatedTweet tweet) {
    return versions.getOrDefault(tweet.number(), List.of(tweet.id()));
  }

  /** Finds a post or tweet, visible or not. */
  public Optional<SimulatedTweet> find(String id) {
    return number(id).map(tweets::get);
  }

  /** As above; absent also when there is no such tweet. */
  public Visibility visibility(String id) {
    return find(id).map(this::visibility).orElse(Visibility.ABSENT);
  }

  /** What the platforms show of the tweet; nothing before its creation time. */
  public Visibility visibility(SimulatedTweet tweet) {
    if (deleted.contains(tweet.number()) || tweet.createdAt().isAfter(clock.instant())) {
      return Visibility.ABSENT;
    }
    return hidden.contains(tweet.number()) ? Visibility.PROTECTED : Visibility.PUBLIC;
  }

  /**
   * The true counters at that time, also of a deleted tweet.
   *
   * @throws IllegalArgumentException when the tweet does not exist
   */
  public SimulatedCounters countersAt(String id, Instant moment) {
    return existing(id).countersAt(moment);
  }

  /**
   * Deletes a tweet: the platforms no longer show it.
   *
   * @throws IllegalArgumentException when the tweet does not exist
   */
  public void delete(String id) {
    deleted.add(existing(id).number());
  }

  /**
   * Hides this tweet as if its account were protected. The account's other tweets are unchanged, so
   * that a test can hide exactly one.
   *
   * @throws IllegalArgumentException when the tweet does not exist
   */
  public void makePrivate(String id) {
    hidden.add(existing(id).number());
  }

  public int size() {
    return tweets.size();
  }

  /** The public tweets of one account, newest first. */
  public List<SimulatedTweet> timeline(String authorId) {
    List<SimulatedTweet> timeline = timelines.getOrDefault(authorId, List.of());
    synchronized (timeline) {
      return timeline.stream()
          .filter(tweet -> visibility(tweet) == Visibility.PUBLIC)
          .sorted(Comparator.comparingLong(SimulatedTweet::number).reversed())
          .toList();
    }
  }

  /** All public tweets with a smaller id, newest first. */
  public Stream<SimulatedTweet> before(long id) {
    return tweets.headMap(id, false).descendingMap().values().stream()
        .filter(tweet -> visibility(tweet) == Visibility.PUBLIC);
  }

  private void addToTimeline(SimulatedTweet tweet) {
    List<SimulatedTweet> timeline =
        timelines.computeIfAbsent(tweet.author().id(), id -> new ArrayList<>(1));
    synchronized (timeline) {
      timeline.add(tweet);
    }
  }

  private SimulatedTweet existing(String id) {
    return find(id)
        .orElseThrow(() -> new IllegalArgumentException("there is no simulated tweet " + id));
  }

  private static Optional<Long> number(String id) {
    try {
      return Optional.of(Long.valueOf(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

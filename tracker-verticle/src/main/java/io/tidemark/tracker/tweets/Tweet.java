package io.tidemark.tracker.tweets;

import io.tidemark.counters.OddValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as a platform delivered it.
 *
 * @param tweetId the platform's id, decimal digits, no leading zeros
 * @param author null when the platform named none
 * @param createdFrom how the creation time is known
 * @param versions the ids of its versions up to this one, oldest first; empty when it was never
 *     edited
 * @param stated the creation time that the platform gave as text, whether it was used or not; null
 *     when none could be parsed
 * @param refersTo the tweets that it replies to or quotes
 */
public record Tweet(
    String tweetId,
    @Nullable Author author,
    String text,
    @Nullable String lang,
    @Nullable String url,
    Instant createdAt,
    CreatedFrom createdFrom,
    Counters counters,
    List<String> versions,
    @Nullable Instant stated,
    List<Reference> refersTo) {

  /** Clocks may differ by a minute without being counted as odd. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** The source of a creation time: given by the platform, the tweet's id, or the arrival. */
  public enum CreatedFrom {
    TEXT,
    ID,
    ARRIVAL;

    /** The word of the column created_from. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Another tweet that it is about.
   *
   * @param tweetId the platform's id
   */
  public record Reference(String tweetId, Kind kind) {

    /** How it is about the other tweet. */
    public enum Kind {
      REPLY,
      QUOTE
    }
  }

  /**
   * @param id the platform's user id
   */
  public record Author(
      String id,
      String userName,
      @Nullable String name,
      @Nullable Long followers,
      @Nullable Long following,
      @Nullable Boolean verified,
      @Nullable String profilePicture,
      @Nullable String description,
      @Nullable String location) {

    /** What is known of the author now; what is missing is taken from earlier data. */
    Author orElse(Author earlier) {
      return new Author(
          id,
          userName,
          name == null ? earlier.name : name,
          followers == null ? earlier.followers : followers,
          following == null ? earlier.following : following,
          verified == null ? earlier.verified : verified,
          profilePicture == null ? earlier.profilePicture : profilePicture,
          description == null ? earlier.description : description,
          location == null ? earlier.location : location);
    }
  }

  public Tweet {
    versions = List.copyOf(versions);
    refersTo = List.copyOf(refersTo);
  }

  /** A tweet with only one known creation time, about no other. */
  public Tweet(
      String tweetId,
      @Nullable Author author,
      String text,
      @Nullable String lang,
      @Nullable String url,
      Instant createdAt,
      CreatedFrom createdFrom,
      Counters counters,
      List<String> versions) {
    this(
        tweetId,
        author,
        text,
        lang,
        url,
        createdAt,
        createdFrom,
        counters,
        versions,
        null,
        List.of());
  }

  /** The platform's id of its author; null when the platform named none. */
  @Nullable String authorId() {
    return author == null ? null : author.id();
  }

  /**
   * The tweet with a creation time no later than its arrival. If the id's time is after the
   * arrival, the id is not genuine, and the time given as text is used.
   */
  public Tweet arrived(Instant arrival) {
    if (!createdAt.isAfter(arrival)) {
      return this;
    }
    if (createdAt.isAfter(arrival.plus(SKEW))) {
      OddValues.count("tweets", "created_after_arrival", createdAt.toString());
      if (createdFrom == CreatedFrom.ID && stated != null && !stated.isAfter(arrival.plus(SKEW))) {
        return created(stated.isAfter(arrival) ? arrival : stated, CreatedFrom.TEXT);
      }
    }
    return created(arrival, CreatedFrom.ARRIVAL);
  }

  private Tweet created(Instant at, CreatedFrom from) {
    return new Tweet(
        tweetId, author, text, lang, url, at, from, counters, versions, stated, refersTo);
  }

  /** Merges two copies of a tweet: the higher value of each counter, and the longer text. */
  public Tweet highest(Tweet other) {
    Tweet ahead = other.counters.engagement() > counters.engagement() ? other : this;
    return new Tweet(
        tweetId,
        ahead.author == null ? (author == null ? other.author : author) : ahead.author,
        text.length() >= other.text.length() ? text : other.text,
        ahead.lang,
        ahead.url,
        ahead.createdAt,
        ahead.createdFrom,
        counters.highest(other.counters),
        versions.size() >= other.versions.size() ? versions : other.versions,
        ahead.stated,
        refersTo.size() >= other.refersTo.size() ? refersTo : other.refersTo);
  }
}

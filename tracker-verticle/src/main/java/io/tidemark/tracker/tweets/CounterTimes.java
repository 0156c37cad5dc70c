package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the last value of each counter was read; null for a counter that was never given. */
public record CounterTimes(
    @JsonProperty("retweet_count") @Nullable Instant retweets,
    @JsonProperty("reply_count") @Nullable Instant replies,
    @JsonProperty("like_count") @Nullable Instant likes,
    @JsonProperty("quote_count") @Nullable Instant quotes,
    @JsonProperty("view_count") @Nullable Instant views,
    @JsonProperty("bookmark_count") @Nullable Instant bookmarks) {

  /** The given time for each counter that is present. */
  static CounterTimes of(Counters counters, Instant at) {
    return new CounterTimes(
        of(counters.retweets(), at),
        of(counters.replies(), at),
        of(counters.likes(), at),
        of(counters.quotes(), at),
        of(counters.views(), at),
        of(counters.bookmarks(), at));
  }

  /** These times; null ones are taken from the earlier times. */
  CounterTimes orElse(CounterTimes earlier) {
    return new CounterTimes(
        or(retweets, earlier.retweets),
        or(replies, earlier.replies),
        or(likes, earlier.likes),
        or(quotes, earlier.quotes),
        or(views, earlier.views),
        or(bookmarks, earlier.bookmarks));
  }

  private static @Nullable Instant of(@Nullable Long value, Instant at) {
    return value == null ? null : at;
  }

  private static @Nullable Instant or(@Nullable Instant time, @Nullable Instant otherwise) {
    return time == null ? otherwise : time;
  }
}

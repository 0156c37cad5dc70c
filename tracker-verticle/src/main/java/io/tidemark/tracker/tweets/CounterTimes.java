package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.tracker.tweets.Counters.Counter;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the last value of each counter was read; null for a counter that was never given. */
public record CounterTimes(
    @JsonProperty("retweet_count") @Nullable Instant retweets,
    @JsonProperty("reply_count") @Nullable Instant replies,
    @JsonProperty("like_count") @Nullable Instant likes,
    @JsonProperty("quote_count") @Nullable Instant quotes,
    @JsonProperty("view_count") @Nullable Instant views,
    @JsonProperty("bookmark_count") @Nullable Instant bookmarks) {

  static CounterTimes of(Map<Counter, Instant> times) {
    return new CounterTimes(
        times.get(Counter.RETWEETS),
        times.get(Counter.REPLIES),
        times.get(Counter.LIKES),
        times.get(Counter.QUOTES),
        times.get(Counter.VIEWS),
        times.get(Counter.BOOKMARKS));
  }
}

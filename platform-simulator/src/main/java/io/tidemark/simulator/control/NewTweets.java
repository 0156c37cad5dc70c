package io.tidemark.simulator.control;

import io.tidemark.simulator.growth.CascadeGrowth;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.TweetDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /simulator/tweets}. Absent fields are generated.
 *
 * @param count number of tweets to create; 1 when absent
 * @param age age at the time of the request, instead of {@code createdAt}
 */
record NewTweets(
    @Nullable Integer count,
    @Nullable String text,
    @Nullable String userName,
    @Nullable Instant createdAt,
    @Nullable Duration age,
    @Nullable NewGrowth growth) {

  static final int MOST = 10_000;

  /**
   * @param kind {@code never-moves}, {@code small}, {@code cascade} or {@code scripted}
   * @param seed reproduces the same growth; random when absent
   * @param events for {@code small}: total number of reactions
   * @param steps for {@code scripted}
   */
  record NewGrowth(
      @Nullable String kind,
      @Nullable Long seed,
      @Nullable Integer events,
      @Nullable List<NewStep> steps) {

    /** Counters left out are zero. */
    record NewStep(
        @Nullable Duration age,
        long retweets,
        long replies,
        long likes,
        long quotes,
        long views,
        long bookmarks) {}

    Growth growth() {
      long drawn = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
      return switch (kind == null ? "" : kind) {
        case "never-moves" -> NoGrowth.draw(drawn);
        case "small" ->
            events == null ? SmallGrowth.draw(drawn) : SmallGrowth.withEvents(events, drawn);
        case "cascade" -> CascadeGrowth.draw(drawn);
        case "scripted" -> scripted();
        default ->
            throw new InvalidFieldException(
                "growth.kind",
                "growth.kind must be one of never-moves, small, cascade, scripted, not " + kind);
      };
    }

    private Growth scripted() {
      if (steps == null || steps.isEmpty()) {
        throw new InvalidFieldException("growth.steps", "growth.steps must hold at least one step");
      }
      return new ScriptedGrowth(
          steps.stream()
              .map(
                  s ->
                      new ScriptedGrowth.Step(
                          s.age() == null ? Duration.ZERO : s.age(),
                          new SimulatedCounters(
                              s.retweets(),
                              s.replies(),
                              s.likes(),
                              s.quotes(),
                              s.views(),
                              s.bookmarks())))
              .toList());
    }
  }

  TweetDraft draft(Instant now) {
    Instant created = created(createdAt, age, now);
    return new TweetDraft(text, userName, created, growth == null ? null : growth.growth());
  }

  /** The creation time, given as such or as an age at the time of the request. */
  static @Nullable Instant created(
      @Nullable Instant createdAt, @Nullable Duration age, Instant now) {
    if (createdAt != null && age != null) {
      throw new InvalidFieldException("age", "age and createdAt exclude each other");
    }
    return age == null ? createdAt : now.minus(age);
  }
}

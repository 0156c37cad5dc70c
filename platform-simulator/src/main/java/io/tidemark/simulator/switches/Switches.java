package io.tidemark.simulator.switches;

import io.tidemark.simulator.meter.Platform;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the platforms at the moment. {@link #none()} is the healthy state. The names
 * here are the names in JSON.
 *
 * @param latencyMillis real time before every platform answer
 * @param jitterMillis at most this much more, drawn per call
 * @param failRate share of calls answered with 500
 * @param status every call is answered with this status, in the platform's own words
 * @param errorInside200 twitterapi.io: a logical error with HTTP 200
 * @param retryAfterSeconds goes with a 429: {@code Retry-After} at twitterapi.io, {@code
 *     x-rate-limit-reset} at X (which knows no {@code Retry-After})
 * @param requestsPerWindow a limit that counts; X has its documented limits when absent, Graph
 *     counts per account, and each part of a batch, and TikTok has a window that slides
 * @param windowSeconds length of that window on the world's clock
 * @param minimumIntervalMillis twitterapi.io's QPS limit on the world's clock
 * @param monthlyCapReached X: 429 UsageCapExceeded, while the rate limit headers look healthy;
 *     LinkedIn: the quota of the month is used up
 * @param creditsDepleted 402
 * @param omitRate share of found tweets that are silently left out
 * @param omitIds tweets that are silently left out
 * @param partialErrors X: failed expansions among the errors, as noise
 * @param unavailableIds X: a transient entry among the errors instead of data; Graph: a transient
 *     error
 * @param unavailableAuthors twitterapi.io: tweets whose {@code author.unavailable} is true
 * @param nullElement twitterapi.io: a null among the tweets; Graph: the first part of every batch
 *     is null
 * @param suspendedUsers X: accounts that are suspended, by their names
 * @param protectedUsers X: accounts whose timelines are not for us, by their names; LinkedIn:
 *     authors whose scrapes find nothing, by their public ids
 * @param failingUsers X: accounts whose timelines are answered with 500, by their names; LinkedIn:
 *     authors whose scrapes are, by their public ids
 * @param poisonIds ids that make the whole call fail with 400
 * @param htmlError 404 with an HTML body
 * @param truncatedBody 200 with JSON that ends in the middle
 * @param hang the call is accepted and never answered
 * @param reset the connection is closed without an answer
 * @param counterDips share of readings with one counter a little below the truth
 * @param xDialect the only spelling X accepts and answers
 * @param repeatingCursor a cursor brings the first page again
 * @param hasNextPageAtEnd twitterapi.io: the last page claims to have a successor
 * @param nullCounters counters that are sometimes missing are: {@code viewCount} null, X without
 *     bookmarks and impressions, Instagram without {@code views} and {@code like_count}, Facebook
 *     without {@code post_clicks}
 * @param snakeCaseWebhook webhook deliveries in snake_case
 * @param duplicateWebhooks share of deliveries that are sent twice
 * @param testPingFirst a stream begins with a test ping
 * @param graphError every Graph call is refused like this
 * @param nullIds Graph: a part of a batch about one of these ids is answered null, as when it ran
 *     out of time
 * @param appUsagePercent Graph: sends {@code x-app-usage}; from 100 on every call is refused
 * @param businessUsagePercent Graph: sends {@code x-business-use-case-usage} for the account that
 *     calls; from 100 on its calls are refused
 * @param regainAccessMinutes goes with {@code businessUsagePercent}
 * @param facebookInsightsHours so seldom insights of page posts are counted anew, and never before;
 *     0 for at once
 * @param graphMostParts a Graph batch of more parts is refused with code 1, "reduce the amount of
 *     data"
 * @param otherUsePercent Graph: {@code x-business-use-case-usage} also lists another use of the
 *     business, of which so much is used
 * @param tikTokError every TikTok call but for tokens is refused like this
 * @param faultyPlatforms latency, {@code failRate}, {@code status}, {@code htmlError}, {@code
 *     truncatedBody}, {@code hang}, {@code reset} and {@code requestsPerWindow} hold on these
 *     platforms only; everywhere when empty
 * @param linkedInError every LinkedIn scrape ends like this
 * @param linkedInQuota scrapes that a calendar month (UTC) holds; 10,000 when absent
 * @param linkedInScrapeMillis so long a scrape takes on the world's clock; about 7,000 in real life
 * @param linkedInTokenAtRoot {@code pagination_token} stands at the root and not in {@code paging}
 * @param openAiError every OpenAI call is refused like this
 * @param openAiShuffled embeddings come in another order than their texts
 * @param completionFault what is wrong with completions that are answered
 * @param completionFaultRate share of the completions that have this fault
 * @param oddCounter twitterapi.io, X and webhook deliveries: the likes are written like this
 * @param oddCounterRate share of the readings that have {@code oddCounter}
 * @param zeroCounters share of readings whose counters are all zero, whatever the truth is
 * @param sparseAnswers share of calls whose answers leave out all but about a tenth of what was
 *     found
 * @param foreignIds twitterapi.io, X: share of tweets that come back under an id that nobody asked
 *     for
 * @param repeatedIds twitterapi.io, X: share of tweets that are in an answer twice, the second time
 *     with a tenth of their counters
 * @param oddReset what stands in {@code x-rate-limit-reset} at X and in the {@code Retry-After} of
 *     a 429 at twitterapi.io, in place of a time
 * @param forbiddenUsers X: accounts whose timelines are answered with 403, by their names
 * @param endlessTimelines X: a timeline goes on behind its end, with pages that are empty and name
 *     another
 * @param oddCreation webhook deliveries: the creation time is written like this
 * @param oddCreationRate share of the delivered tweets that have {@code oddCreation}
 * @param retweets webhook deliveries: share of tweets that are followed by a retweet of another,
 *     older tweet
 * @param edits webhook deliveries: share of tweets that are edited, so that the next delivery
 *     begins with their new versions
 */
public record Switches(
    int latencyMillis,
    int jitterMillis,
    double failRate,
    @Nullable Integer status,
    boolean errorInside200,
    @Nullable Integer retryAfterSeconds,
    @Nullable Integer requestsPerWindow,
    int windowSeconds,
    @Nullable Integer minimumIntervalMillis,
    boolean monthlyCapReached,
    boolean creditsDepleted,
    double omitRate,
    Set<String> omitIds,
    boolean partialErrors,
    Set<String> unavailableIds,
    Set<String> unavailableAuthors,
    boolean nullElement,
    Set<String> suspendedUsers,
    Set<String> protectedUsers,
    Set<String> failingUsers,
    Set<String> poisonIds,
    boolean htmlError,
    boolean truncatedBody,
    boolean hang,
    boolean reset,
    double counterDips,
    XDialect xDialect,
    boolean repeatingCursor,
    boolean hasNextPageAtEnd,
    boolean nullCounters,
    boolean snakeCaseWebhook,
    double duplicateWebhooks,
    boolean testPingFirst,
    @Nullable GraphError graphError,
    Set<String> nullIds,
    @Nullable Integer appUsagePercent,
    @Nullable Integer businessUsagePercent,
    int regainAccessMinutes,
    int facebookInsightsHours,
    @Nullable Integer graphMostParts,
    @Nullable Integer otherUsePercent,
    @Nullable TikTokError tikTokError,
    Set<Platform> faultyPlatforms,
    @Nullable LinkedInError linkedInError,
    @Nullable Integer linkedInQuota,
    int linkedInScrapeMillis,
    boolean linkedInTokenAtRoot,
    @Nullable OpenAiError openAiError,
    boolean openAiShuffled,
    @Nullable CompletionFault completionFault,
    double completionFaultRate,
    @Nullable OddCounter oddCounter,
    double oddCounterRate,
    double zeroCounters,
    double sparseAnswers,
    double foreignIds,
    double repeatedIds,
    @Nullable OddReset oddReset,
    Set<String> forbiddenUsers,
    boolean endlessTimelines,
    @Nullable OddCreation oddCreation,
    double oddCreationRate,
    double retweets,
    double edits) {

  private static final Switches NONE =
      new Switches(
          0,
          0,
          0,
          null,
          false,
          null,
          null,
          900,
          null,
          false,
          false,
          0,
          Set.of(),
          false,
          Set.of(),
          Set.of(),
          false,
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          false,
          false,
          false,
          false,
          0,
          XDialect.OLD,
          false,
          true,
          false,
          false,
          0,
          false,
          null,
          Set.of(),
          null,
          null,
          0,
          24,
          null,
          null,
          null,
          Set.of(),
          null,
          null,
          0,
          false,
          null,
          false,
          null,
          1,
          null,
          1,
          0,
          0,
          0,
          0,
          null,
          Set.of(),
          false,
          null,
          1,
          0,
          0);

  public Switches {
    atLeast("latencyMillis", latencyMillis, 0);
    atLeast("jitterMillis", jitterMillis, 0);
    share("failRate", failRate);
    if (status != null && !List.of(400, 401, 402, 403, 404, 429).contains(status)) {
      check(
          status >= 500 && status <= 599,
          "status",
          "must be 400 to 404, 429 or 5xx, not " + status);
    }
    atLeast("retryAfterSeconds", retryAfterSeconds, 0);
    atLeast("requestsPerWindow", requestsPerWindow, 0);
    atLeast("windowSeconds", windowSeconds, 1);
    atLeast("minimumIntervalMillis", minimumIntervalMillis, 1);
    share("omitRate", omitRate);
    omitIds = ids("omitIds", omitIds);
    unavailableIds = ids("unavailableIds", unavailableIds);
    unavailableAuthors = ids("unavailableAuthors", unavailableAuthors);
    suspendedUsers = ids("suspendedUsers", suspendedUsers);
    protectedUsers = ids("protectedUsers", protectedUsers);
    failingUsers = ids("failingUsers", failingUsers);
    poisonIds = ids("poisonIds", poisonIds);
    share("counterDips", counterDips);
    share("duplicateWebhooks", duplicateWebhooks);
    nullIds = ids("nullIds", nullIds);
    atLeast("appUsagePercent", appUsagePercent, 0);
    atLeast("businessUsagePercent", businessUsagePercent, 0);
    atLeast("regainAccessMinutes", regainAccessMinutes, 0);
    atLeast("facebookInsightsHours", facebookInsightsHours, 0);
    atLeast("graphMostParts", graphMostParts, 1);
    atLeast("otherUsePercent", otherUsePercent, 0);
    check(
        faultyPlatforms.stream().noneMatch(Objects::isNull),
        "faultyPlatforms",
        "must not contain null");
    faultyPlatforms = Set.copyOf(faultyPlatforms);
    atLeast("linkedInQuota", linkedInQuota, 0);
    atLeast("linkedInScrapeMillis", linkedInScrapeMillis, 0);
    share("completionFaultRate", completionFaultRate);
    share("oddCounterRate", oddCounterRate);
    share("zeroCounters", zeroCounters);
    share("sparseAnswers", sparseAnswers);
    share("foreignIds", foreignIds);
    share("repeatedIds", repeatedIds);
    forbiddenUsers = ids("forbiddenUsers", forbiddenUsers);
    share("oddCreationRate", oddCreationRate);
    share("retweets", retweets);
    share("edits", edits);
  }

  /** Everything works. */
  public static Switches none() {
    return NONE;
  }

  /** For example {@code Switches.with(s -> s.status(503).latencyMillis(20))}. */
  public static Switches with(Consumer<SwitchesBuilder> changes) {
    return NONE.and(changes);
  }

  /** These switches with some of them changed. */
  public Switches and(Consumer<SwitchesBuilder> changes) {
    SwitchesBuilder builder = new SwitchesBuilder(this);
    changes.accept(builder);
    return builder.build();
  }

  /** As they hold on this platform. */
  public Switches at(Platform platform) {
    return faultyPlatforms.isEmpty() || faultyPlatforms.contains(platform)
        ? this
        : and(
            s ->
                s.latencyMillis(0)
                    .jitterMillis(0)
                    .failRate(0)
                    .status(null)
                    .requestsPerWindow(null)
                    .htmlError(false)
                    .truncatedBody(false)
                    .hang(false)
                    .reset(false));
  }

  private static Set<String> ids(String name, Set<String> ids) {
    check(ids.stream().noneMatch(Objects::isNull), name, "must not contain null");
    return Set.copyOf(ids);
  }

  private static void share(String name, double value) {
    check(value >= 0 && value <= 1, name, "must be between 0 and 1, not " + value);
  }

  private static void atLeast(String name, @Nullable Integer value, int least) {
    check(value == null || value >= least, name, "must be at least " + least + ", not " + value);
  }

  private static void check(boolean good, String name, String sentence) {
    if (!good) {
      throw new IllegalArgumentException(name + " " + sentence);
    }
  }
}

package io.tidemark.simulator.switches;

import io.tidemark.simulator.meter.Platform;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes faults by name, for example {@code f.status(503).latencyMillis(20)}. Each method is the
 * component of the same name of one of the fault records, where its meaning stands.
 */
public interface SwitchesBuilder {

  /** Writes each change into the map, under the name of its method. */
  static SwitchesBuilder into(Map<String, @Nullable Object> values) {
    return (SwitchesBuilder)
        Proxy.newProxyInstance(
            SwitchesBuilder.class.getClassLoader(),
            new Class<?>[] {SwitchesBuilder.class},
            (self, method, arguments) -> {
              Object value = arguments[0];
              boolean many = value instanceof Object[];
              values.put(method.getName(), many ? Set.copyOf(List.of((Object[]) value)) : value);
              return self;
            });
  }

  SwitchesBuilder faultyPlatforms(Platform... platforms);

  SwitchesBuilder latencyMillis(int latencyMillis);

  SwitchesBuilder jitterMillis(int jitterMillis);

  SwitchesBuilder failRate(double failRate);

  SwitchesBuilder status(@Nullable Integer status);

  SwitchesBuilder htmlError(boolean htmlError);

  SwitchesBuilder truncatedBody(boolean truncatedBody);

  SwitchesBuilder hang(boolean hang);

  SwitchesBuilder reset(boolean reset);

  SwitchesBuilder requestsPerWindow(@Nullable Integer requestsPerWindow);

  SwitchesBuilder windowSeconds(int windowSeconds);

  SwitchesBuilder retryAfterSeconds(@Nullable Integer retryAfterSeconds);

  SwitchesBuilder minimumIntervalMillis(@Nullable Integer minimumIntervalMillis);

  SwitchesBuilder monthlyCapReached(boolean monthlyCapReached);

  SwitchesBuilder creditsDepleted(boolean creditsDepleted);

  SwitchesBuilder oddReset(@Nullable OddReset oddReset);

  SwitchesBuilder omitRate(double omitRate);

  SwitchesBuilder omitIds(String... ids);

  SwitchesBuilder sparseAnswers(double sparseAnswers);

  SwitchesBuilder poisonIds(String... ids);

  SwitchesBuilder unavailableIds(String... ids);

  SwitchesBuilder nullElement(boolean nullElement);

  SwitchesBuilder foreignIds(double foreignIds);

  SwitchesBuilder repeatedIds(double repeatedIds);

  SwitchesBuilder repeatingCursor(boolean repeatingCursor);

  SwitchesBuilder nullCounters(boolean nullCounters);

  SwitchesBuilder counterDips(double counterDips);

  SwitchesBuilder zeroCounters(double zeroCounters);

  SwitchesBuilder oddCounter(@Nullable OddCounter oddCounter);

  SwitchesBuilder oddCounterRate(double oddCounterRate);

  SwitchesBuilder suspendedUsers(String... userNames);

  SwitchesBuilder protectedUsers(String... userNames);

  SwitchesBuilder failingUsers(String... userNames);

  SwitchesBuilder forbiddenUsers(String... userNames);

  SwitchesBuilder unavailableAuthors(String... ids);

  SwitchesBuilder xDialect(XDialect xDialect);

  SwitchesBuilder partialErrors(boolean partialErrors);

  SwitchesBuilder endlessTimelines(boolean endlessTimelines);

  SwitchesBuilder errorInside200(boolean errorInside200);

  SwitchesBuilder hasNextPageAtEnd(boolean hasNextPageAtEnd);

  SwitchesBuilder graphError(@Nullable GraphError graphError);

  SwitchesBuilder nullIds(String... ids);

  SwitchesBuilder appUsagePercent(@Nullable Integer appUsagePercent);

  SwitchesBuilder businessUsagePercent(@Nullable Integer businessUsagePercent);

  SwitchesBuilder regainAccessMinutes(int regainAccessMinutes);

  SwitchesBuilder otherUsePercent(@Nullable Integer otherUsePercent);

  SwitchesBuilder facebookInsightsHours(int facebookInsightsHours);

  SwitchesBuilder graphMostParts(@Nullable Integer graphMostParts);

  SwitchesBuilder tikTokError(@Nullable TikTokError tikTokError);

  SwitchesBuilder linkedInError(@Nullable LinkedInError linkedInError);

  SwitchesBuilder linkedInQuota(@Nullable Integer linkedInQuota);

  SwitchesBuilder linkedInScrapeMillis(int linkedInScrapeMillis);

  SwitchesBuilder linkedInTokenAtRoot(boolean linkedInTokenAtRoot);

  SwitchesBuilder openAiError(@Nullable OpenAiError openAiError);

  SwitchesBuilder openAiShuffled(boolean openAiShuffled);

  SwitchesBuilder completionFault(@Nullable CompletionFault completionFault);

  SwitchesBuilder completionFaultRate(double completionFaultRate);

  SwitchesBuilder snakeCaseWebhook(boolean snakeCaseWebhook);

  SwitchesBuilder testPingFirst(boolean testPingFirst);

  SwitchesBuilder duplicateWebhooks(double duplicateWebhooks);

  SwitchesBuilder retweets(double retweets);

  SwitchesBuilder edits(double edits);

  SwitchesBuilder oddCreation(@Nullable OddCreation oddCreation);

  SwitchesBuilder oddCreationRate(double oddCreationRate);
}

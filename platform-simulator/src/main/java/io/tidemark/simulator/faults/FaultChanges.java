package io.tidemark.simulator.faults;

import io.tidemark.simulator.meter.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Changes faults by name, for example {@code f.status(503).latencyMillis(20)}. Each method is the
 * component of the same name of one of the fault records, where its meaning stands.
 */
public interface FaultChanges {

  FaultChanges faultyPlatforms(Platform... platforms);

  FaultChanges latencyMillis(int latencyMillis);

  FaultChanges jitterMillis(int jitterMillis);

  FaultChanges failRate(double failRate);

  FaultChanges status(@Nullable Integer status);

  FaultChanges htmlError(boolean htmlError);

  FaultChanges truncatedBody(boolean truncatedBody);

  FaultChanges hang(boolean hang);

  FaultChanges reset(boolean reset);

  FaultChanges requestsPerWindow(@Nullable Integer requestsPerWindow);

  FaultChanges windowSeconds(int windowSeconds);

  FaultChanges retryAfterSeconds(@Nullable Integer retryAfterSeconds);

  FaultChanges minimumIntervalMillis(@Nullable Integer minimumIntervalMillis);

  FaultChanges monthlyCapReached(boolean monthlyCapReached);

  FaultChanges creditsDepleted(boolean creditsDepleted);

  FaultChanges oddReset(@Nullable OddReset oddReset);

  FaultChanges omitRate(double omitRate);

  FaultChanges omitIds(String... ids);

  FaultChanges sparseAnswers(double sparseAnswers);

  FaultChanges poisonIds(String... ids);

  FaultChanges unavailableIds(String... ids);

  FaultChanges nullElement(boolean nullElement);

  FaultChanges foreignIds(double foreignIds);

  FaultChanges repeatedIds(double repeatedIds);

  FaultChanges repeatingCursor(boolean repeatingCursor);

  FaultChanges nullCounters(boolean nullCounters);

  FaultChanges counterDips(double counterDips);

  FaultChanges zeroCounters(double zeroCounters);

  FaultChanges oddCounter(@Nullable OddCounter oddCounter);

  FaultChanges oddCounterRate(double oddCounterRate);

  FaultChanges suspendedUsers(String... userNames);

  FaultChanges protectedUsers(String... userNames);

  FaultChanges failingUsers(String... userNames);

  FaultChanges forbiddenUsers(String... userNames);

  FaultChanges unavailableAuthors(String... ids);

  FaultChanges xDialect(XDialect xDialect);

  FaultChanges partialErrors(boolean partialErrors);

  FaultChanges endlessTimelines(boolean endlessTimelines);

  FaultChanges errorInside200(boolean errorInside200);

  FaultChanges hasNextPageAtEnd(boolean hasNextPageAtEnd);

  FaultChanges graphError(@Nullable GraphErrorKind graphError);

  FaultChanges nullIds(String... ids);

  FaultChanges appUsagePercent(@Nullable Integer appUsagePercent);

  FaultChanges businessUsagePercent(@Nullable Integer businessUsagePercent);

  FaultChanges regainAccessMinutes(int regainAccessMinutes);

  FaultChanges otherUsePercent(@Nullable Integer otherUsePercent);

  FaultChanges facebookInsightsHours(int facebookInsightsHours);

  FaultChanges graphMostParts(@Nullable Integer graphMostParts);

  FaultChanges tikTokError(@Nullable TikTokError tikTokError);

  FaultChanges linkedInError(@Nullable LinkedInError linkedInError);

  FaultChanges linkedInQuota(@Nullable Integer linkedInQuota);

  FaultChanges linkedInScrapeMillis(int linkedInScrapeMillis);

  FaultChanges linkedInTokenAtRoot(boolean linkedInTokenAtRoot);

  FaultChanges openAiError(@Nullable OpenAiError openAiError);

  FaultChanges openAiShuffled(boolean openAiShuffled);

  FaultChanges completionFault(@Nullable CompletionFault completionFault);

  FaultChanges completionFaultRate(double completionFaultRate);

  FaultChanges snakeCaseWebhook(boolean snakeCaseWebhook);

  FaultChanges testPingFirst(boolean testPingFirst);

  FaultChanges duplicateWebhooks(double duplicateWebhooks);

  FaultChanges retweets(double retweets);

  FaultChanges edits(double edits);

  FaultChanges oddCreation(@Nullable OddCreation oddCreation);

  FaultChanges oddCreationRate(double oddCreationRate);
}

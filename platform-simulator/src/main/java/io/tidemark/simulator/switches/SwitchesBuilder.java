package io.tidemark.simulator.switches;

import io.tidemark.simulator.meter.Platform;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes some {@link Switches} by name; see there what each of them does. */
public final class SwitchesBuilder {

  private int latencyMillis;
  private int jitterMillis;
  private double failRate;
  private @Nullable Integer status;
  private boolean errorInside200;
  private @Nullable Integer retryAfterSeconds;
  private @Nullable Integer requestsPerWindow;
  private int windowSeconds;
  private @Nullable Integer minimumIntervalMillis;
  private boolean monthlyCapReached;
  private boolean creditsDepleted;
  private double omitRate;
  private Set<String> omitIds;
  private boolean partialErrors;
  private Set<String> unavailableIds;
  private Set<String> unavailableAuthors;
  private boolean nullElement;
  private Set<String> suspendedUsers;
  private Set<String> protectedUsers;
  private Set<String> failingUsers;
  private Set<String> poisonIds;
  private boolean htmlError;
  private boolean truncatedBody;
  private boolean hang;
  private boolean reset;
  private double counterDips;
  private XDialect xDialect;
  private boolean repeatingCursor;
  private boolean hasNextPageAtEnd;
  private boolean nullCounters;
  private boolean snakeCaseWebhook;
  private double duplicateWebhooks;
  private boolean testPingFirst;
  private @Nullable GraphError graphError;
  private Set<String> nullIds;
  private @Nullable Integer appUsagePercent;
  private @Nullable Integer businessUsagePercent;
  private int regainAccessMinutes;
  private int facebookInsightsHours;
  private @Nullable Integer graphMostParts;
  private @Nullable Integer otherUsePercent;
  private @Nullable TikTokError tikTokError;
  private Set<Platform> faultyPlatforms;
  private @Nullable LinkedInError linkedInError;
  private @Nullable Integer linkedInQuota;
  private int linkedInScrapeMillis;
  private boolean linkedInTokenAtRoot;
  private @Nullable OpenAiError openAiError;
  private boolean openAiShuffled;
  private @Nullable CompletionFault completionFault;
  private double completionFaultRate;
  private @Nullable OddCounter oddCounter;
  private double oddCounterRate;
  private double zeroCounters;
  private double sparseAnswers;
  private double foreignIds;
  private double repeatedIds;
  private @Nullable OddReset oddReset;
  private Set<String> forbiddenUsers;
  private boolean endlessTimelines;
  private @Nullable OddCreation oddCreation;
  private double oddCreationRate;
  private double retweets;
  private double edits;

  SwitchesBuilder(Switches start) {
    latencyMillis = start.latencyMillis();
    jitterMillis = start.jitterMillis();
    failRate = start.failRate();
    status = start.status();
    errorInside200 = start.errorInside200();
    retryAfterSeconds = start.retryAfterSeconds();
    requestsPerWindow = start.requestsPerWindow();
    windowSeconds = start.windowSeconds();
    minimumIntervalMillis = start.minimumIntervalMillis();
    monthlyCapReached = start.monthlyCapReached();
    creditsDepleted = start.creditsDepleted();
    omitRate = start.omitRate();
    omitIds = start.omitIds();
    partialErrors = start.partialErrors();
    unavailableIds = start.unavailableIds();
    unavailableAuthors = start.unavailableAuthors();
    nullElement = start.nullElement();
    suspendedUsers = start.suspendedUsers();
    protectedUsers = start.protectedUsers();
    failingUsers = start.failingUsers();
    poisonIds = start.poisonIds();
    htmlError = start.htmlError();
    truncatedBody = start.truncatedBody();
    hang = start.hang();
    reset = start.reset();
    counterDips = start.counterDips();
    xDialect = start.xDialect();
    repeatingCursor = start.repeatingCursor();
    hasNextPageAtEnd = start.hasNextPageAtEnd();
    nullCounters = start.nullCounters();
    snakeCaseWebhook = start.snakeCaseWebhook();
    duplicateWebhooks = start.duplicateWebhooks();
    testPingFirst = start.testPingFirst();
    graphError = start.graphError();
    nullIds = start.nullIds();
    appUsagePercent = start.appUsagePercent();
    businessUsagePercent = start.businessUsagePercent();
    regainAccessMinutes = start.regainAccessMinutes();
    facebookInsightsHours = start.facebookInsightsHours();
    graphMostParts = start.graphMostParts();
    otherUsePercent = start.otherUsePercent();
    tikTokError = start.tikTokError();
    faultyPlatforms = start.faultyPlatforms();
    linkedInError = start.linkedInError();
    linkedInQuota = start.linkedInQuota();
    linkedInScrapeMillis = start.linkedInScrapeMillis();
    linkedInTokenAtRoot = start.linkedInTokenAtRoot();
    openAiError = start.openAiError();
    openAiShuffled = start.openAiShuffled();
    completionFault = start.completionFault();
    completionFaultRate = start.completionFaultRate();
    oddCounter = start.oddCounter();
    oddCounterRate = start.oddCounterRate();
    zeroCounters = start.zeroCounters();
    sparseAnswers = start.sparseAnswers();
    foreignIds = start.foreignIds();
    repeatedIds = start.repeatedIds();
    oddReset = start.oddReset();
    forbiddenUsers = start.forbiddenUsers();
    endlessTimelines = start.endlessTimelines();
    oddCreation = start.oddCreation();
    oddCreationRate = start.oddCreationRate();
    retweets = start.retweets();
    edits = start.edits();
  }

  public SwitchesBuilder latencyMillis(int latencyMillis) {
    this.latencyMillis = latencyMillis;
    return this;
  }

  public SwitchesBuilder jitterMillis(int jitterMillis) {
    this.jitterMillis = jitterMillis;
    return this;
  }

  public SwitchesBuilder failRate(double failRate) {
    this.failRate = failRate;
    return this;
  }

  public SwitchesBuilder status(@Nullable Integer status) {
    this.status = status;
    return this;
  }

  public SwitchesBuilder errorInside200(boolean errorInside200) {
    this.errorInside200 = errorInside200;
    return this;
  }

  public SwitchesBuilder retryAfterSeconds(@Nullable Integer retryAfterSeconds) {
    this.retryAfterSeconds = retryAfterSeconds;
    return this;
  }

  public SwitchesBuilder requestsPerWindow(@Nullable Integer requestsPerWindow) {
    this.requestsPerWindow = requestsPerWindow;
    return this;
  }

  public SwitchesBuilder windowSeconds(int windowSeconds) {
    this.windowSeconds = windowSeconds;
    return this;
  }

  public SwitchesBuilder minimumIntervalMillis(@Nullable Integer minimumIntervalMillis) {
    this.minimumIntervalMillis = minimumIntervalMillis;
    return this;
  }

  public SwitchesBuilder monthlyCapReached(boolean monthlyCapReached) {
    this.monthlyCapReached = monthlyCapReached;
    return this;
  }

  public SwitchesBuilder creditsDepleted(boolean creditsDepleted) {
    this.creditsDepleted = creditsDepleted;
    return this;
  }

  public SwitchesBuilder omitRate(double omitRate) {
    this.omitRate = omitRate;
    return this;
  }

  public SwitchesBuilder omitIds(String... ids) {
    omitIds = Set.copyOf(List.of(ids));
    return this;
  }

  public SwitchesBuilder partialErrors(boolean partialErrors) {
    this.partialErrors = partialErrors;
    return this;
  }

  public SwitchesBuilder unavailableIds(String... ids) {
    unavailableIds = Set.copyOf(List.of(ids));
    return this;
  }

  public SwitchesBuilder unavailableAuthors(String... ids) {
    unavailableAuthors = Set.copyOf(List.of(ids));
    return this;
  }

  public SwitchesBuilder nullElement(boolean nullElement) {
    this.nullElement = nullElement;
    return this;
  }

  public SwitchesBuilder suspendedUsers(String... userNames) {
    suspendedUsers = Set.copyOf(List.of(userNames));
    return this;
  }

  public SwitchesBuilder protectedUsers(String... userNames) {
    protectedUsers = Set.copyOf(List.of(userNames));
    return this;
  }

  public SwitchesBuilder failingUsers(String... userNames) {
    failingUsers = Set.copyOf(List.of(userNames));
    return this;
  }

  public SwitchesBuilder poisonIds(String... ids) {
    poisonIds = Set.copyOf(List.of(ids));
    return this;
  }

  public SwitchesBuilder htmlError(boolean htmlError) {
    this.htmlError = htmlError;
    return this;
  }

  public SwitchesBuilder truncatedBody(boolean truncatedBody) {
    this.truncatedBody = truncatedBody;
    return this;
  }

  public SwitchesBuilder hang(boolean hang) {
    this.hang = hang;
    return this;
  }

  public SwitchesBuilder reset(boolean reset) {
    this.reset = reset;
    return this;
  }

  public SwitchesBuilder counterDips(double counterDips) {
    this.counterDips = counterDips;
    return this;
  }

  public SwitchesBuilder xDialect(XDialect xDialect) {
    this.xDialect = xDialect;
    return this;
  }

  public SwitchesBuilder repeatingCursor(boolean repeatingCursor) {
    this.repeatingCursor = repeatingCursor;
    return this;
  }

  public SwitchesBuilder hasNextPageAtEnd(boolean hasNextPageAtEnd) {
    this.hasNextPageAtEnd = hasNextPageAtEnd;
    return this;
  }

  public SwitchesBuilder nullCounters(boolean nullCounters) {
    this.nullCounters = nullCounters;
    return this;
  }

  public SwitchesBuilder snakeCaseWebhook(boolean snakeCaseWebhook) {
    this.snakeCaseWebhook = snakeCaseWebhook;
    return this;
  }

  public SwitchesBuilder duplicateWebhooks(double duplicateWebhooks) {
    this.duplicateWebhooks = duplicateWebhooks;
    return this;
  }

  public SwitchesBuilder testPingFirst(boolean testPingFirst) {
    this.testPingFirst = testPingFirst;
    return this;
  }

  public SwitchesBuilder graphError(@Nullable GraphError graphError) {
    this.graphError = graphError;
    return this;
  }

  public SwitchesBuilder nullIds(String... ids) {
    nullIds = Set.copyOf(List.of(ids));
    return this;
  }

  public SwitchesBuilder appUsagePercent(@Nullable Integer appUsagePercent) {
    this.appUsagePercent = appUsagePercent;
    return this;
  }

  public SwitchesBuilder businessUsagePercent(@Nullable Integer businessUsagePercent) {
    this.businessUsagePercent = businessUsagePercent;
    return this;
  }

  public SwitchesBuilder graphMostParts(@Nullable Integer graphMostParts) {
    this.graphMostParts = graphMostParts;
    return this;
  }

  public SwitchesBuilder otherUsePercent(@Nullable Integer otherUsePercent) {
    this.otherUsePercent = otherUsePercent;
    return this;
  }

  public SwitchesBuilder regainAccessMinutes(int regainAccessMinutes) {
    this.regainAccessMinutes = regainAccessMinutes;
    return this;
  }

  public SwitchesBuilder facebookInsightsHours(int facebookInsightsHours) {
    this.facebookInsightsHours = facebookInsightsHours;
    return this;
  }

  public SwitchesBuilder tikTokError(@Nullable TikTokError tikTokError) {
    this.tikTokError = tikTokError;
    return this;
  }

  public SwitchesBuilder faultyPlatforms(Platform... platforms) {
    faultyPlatforms = Set.copyOf(List.of(platforms));
    return this;
  }

  public SwitchesBuilder linkedInError(@Nullable LinkedInError linkedInError) {
    this.linkedInError = linkedInError;
    return this;
  }

  public SwitchesBuilder linkedInQuota(@Nullable Integer linkedInQuota) {
    this.linkedInQuota = linkedInQuota;
    return this;
  }

  public SwitchesBuilder linkedInScrapeMillis(int linkedInScrapeMillis) {
    this.linkedInScrapeMillis = linkedInScrapeMillis;
    return this;
  }

  public SwitchesBuilder linkedInTokenAtRoot(boolean linkedInTokenAtRoot) {
    this.linkedInTokenAtRoot = linkedInTokenAtRoot;
    return this;
  }

  public SwitchesBuilder openAiError(@Nullable OpenAiError openAiError) {
    this.openAiError = openAiError;
    return this;
  }

  public SwitchesBuilder openAiShuffled(boolean openAiShuffled) {
    this.openAiShuffled = openAiShuffled;
    return this;
  }

  public SwitchesBuilder completionFault(@Nullable CompletionFault completionFault) {
    this.completionFault = completionFault;
    return this;
  }

  public SwitchesBuilder completionFaultRate(double completionFaultRate) {
    this.completionFaultRate = completionFaultRate;
    return this;
  }

  public SwitchesBuilder oddCounter(@Nullable OddCounter oddCounter) {
    this.oddCounter = oddCounter;
    return this;
  }

  public SwitchesBuilder oddCounterRate(double oddCounterRate) {
    this.oddCounterRate = oddCounterRate;
    return this;
  }

  public SwitchesBuilder zeroCounters(double zeroCounters) {
    this.zeroCounters = zeroCounters;
    return this;
  }

  public SwitchesBuilder sparseAnswers(double sparseAnswers) {
    this.sparseAnswers = sparseAnswers;
    return this;
  }

  public SwitchesBuilder foreignIds(double foreignIds) {
    this.foreignIds = foreignIds;
    return this;
  }

  public SwitchesBuilder repeatedIds(double repeatedIds) {
    this.repeatedIds = repeatedIds;
    return this;
  }

  public SwitchesBuilder oddReset(@Nullable OddReset oddReset) {
    this.oddReset = oddReset;
    return this;
  }

  public SwitchesBuilder forbiddenUsers(String... userNames) {
    forbiddenUsers = Set.copyOf(List.of(userNames));
    return this;
  }

  public SwitchesBuilder endlessTimelines(boolean endlessTimelines) {
    this.endlessTimelines = endlessTimelines;
    return this;
  }

  public SwitchesBuilder oddCreation(@Nullable OddCreation oddCreation) {
    this.oddCreation = oddCreation;
    return this;
  }

  public SwitchesBuilder oddCreationRate(double oddCreationRate) {
    this.oddCreationRate = oddCreationRate;
    return this;
  }

  public SwitchesBuilder retweets(double retweets) {
    this.retweets = retweets;
    return this;
  }

  public SwitchesBuilder edits(double edits) {
    this.edits = edits;
    return this;
  }

  Switches build() {
    return new Switches(
        latencyMillis,
        jitterMillis,
        failRate,
        status,
        errorInside200,
        retryAfterSeconds,
        requestsPerWindow,
        windowSeconds,
        minimumIntervalMillis,
        monthlyCapReached,
        creditsDepleted,
        omitRate,
        omitIds,
        partialErrors,
        unavailableIds,
        unavailableAuthors,
        nullElement,
        suspendedUsers,
        protectedUsers,
        failingUsers,
        poisonIds,
        htmlError,
        truncatedBody,
        hang,
        reset,
        counterDips,
        xDialect,
        repeatingCursor,
        hasNextPageAtEnd,
        nullCounters,
        snakeCaseWebhook,
        duplicateWebhooks,
        testPingFirst,
        graphError,
        nullIds,
        appUsagePercent,
        businessUsagePercent,
        regainAccessMinutes,
        facebookInsightsHours,
        graphMostParts,
        otherUsePercent,
        tikTokError,
        faultyPlatforms,
        linkedInError,
        linkedInQuota,
        linkedInScrapeMillis,
        linkedInTokenAtRoot,
        openAiError,
        openAiShuffled,
        completionFault,
        completionFaultRate,
        oddCounter,
        oddCounterRate,
        zeroCounters,
        sparseAnswers,
        foreignIds,
        repeatedIds,
        oddReset,
        forbiddenUsers,
        endlessTimelines,
        oddCreation,
        oddCreationRate,
        retweets,
        edits);
  }
}

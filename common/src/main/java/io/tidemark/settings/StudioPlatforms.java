package io.tidemark.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How the platforms of studio posts are called. 0 means: no such limit. */
public record StudioPlatforms(Instagram instagram, Facebook facebook, TikTok tiktok) {

  private static final Pattern VERSION = Pattern.compile("v[0-9]{1,3}\\.[0-9]{1,2}");
  private static final Pattern METRIC = Pattern.compile("[a-z0-9_]{1,100}");
  private static final Set<String> HTTP = Set.of("http", "https");

  /**
   * @param version of the Graph API
   * @param metrics insights that are asked for
   * @param spacing between one request and the next; each part of a batch is one
   */
  public record Instagram(URI baseUrl, String version, List<String> metrics, Duration spacing) {
    public Instagram {
      metrics = List.copyOf(metrics);
      requireVersion(version);
      requireMetrics("TIDEMARK_INSTAGRAM_METRICS", metrics);
      if (metrics.isEmpty()) {
        throw new BadSetting("TIDEMARK_INSTAGRAM_METRICS must name a metric.");
      }
      requireSpacing("TIDEMARK_INSTAGRAM_SPACING", spacing);
    }
  }

  /**
   * @param metrics insights that are asked for beside the counters of the post; may be none
   * @param insightsEvery how often at most a post's insights are asked for
   * @param appId with its secret exchanges tokens of Facebook login; empty when there is none
   */
  public record Facebook(
      URI baseUrl,
      String version,
      List<String> metrics,
      Duration insightsEvery,
      Duration spacing,
      String appId,
      String appSecret) {
    public Facebook {
      metrics = List.copyOf(metrics);
      requireVersion(version);
      requireMetrics("TIDEMARK_FACEBOOK_METRICS", metrics);
      Checks.between(
          "TIDEMARK_FACEBOOK_INSIGHTS_EVERY", insightsEvery, Duration.ZERO, Duration.ofDays(30));
      requireSpacing("TIDEMARK_FACEBOOK_SPACING", spacing);
      if (appId.isEmpty() != appSecret.isEmpty()) {
        throw new BadSetting(
            "TIDEMARK_FACEBOOK_APP_ID and TIDEMARK_FACEBOOK_APP_SECRET go together.");
      }
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Facebook at " + baseUrl;
    }
  }

  /** Which of TikTok's two APIs is asked. */
  public enum TikTokSource {
    DISPLAY,
    RESEARCH
  }

  /**
   * @param clientKey of our app; without it access tokens cannot be refreshed
   * @param perMinute requests of one account
   * @param researchRequestsPerDay of our app (UTC)
   * @param researchRecordsPerDay of our app (UTC)
   */
  public record TikTok(
      TikTokSource source,
      URI baseUrl,
      String clientKey,
      String clientSecret,
      int perMinute,
      int researchRequestsPerDay,
      int researchRecordsPerDay) {
    public TikTok {
      Checks.between("TIDEMARK_TIKTOK_PER_MINUTE", perMinute, 0, 1_000_000);
      Checks.between(
          "TIDEMARK_TIKTOK_RESEARCH_REQUESTS_PER_DAY", researchRequestsPerDay, 0, 1_000_000_000);
      Checks.between(
          "TIDEMARK_TIKTOK_RESEARCH_RECORDS_PER_DAY", researchRecordsPerDay, 0, 1_000_000_000);
      if (clientKey.isEmpty() != clientSecret.isEmpty()) {
        throw new BadSetting(
            "TIDEMARK_TIKTOK_CLIENT_KEY and TIDEMARK_TIKTOK_CLIENT_SECRET go together.");
      }
      if (source == TikTokSource.RESEARCH && clientKey.isEmpty()) {
        throw new BadSetting(
            "TIDEMARK_TIKTOK_SOURCE can be research only with TIDEMARK_TIKTOK_CLIENT_KEY.");
      }
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "TikTok at " + baseUrl;
    }
  }

  static StudioPlatforms from(SettingValues values) {
    String version = values.text("graph.version", "v25.0");
    return new StudioPlatforms(
        new Instagram(
            values.uri("instagram.base-url", "https://graph.facebook.com", HTTP),
            version,
            listOr(
                values.list("instagram.metrics"),
                "reach",
                "saved",
                "likes",
                "comments",
                "shares",
                "total_interactions",
                "views"),
            values.duration("instagram.spacing", Duration.ofMillis(200))),
        new Facebook(
            values.uri("facebook.base-url", "https://graph.facebook.com", HTTP),
            version,
            listOr(
                values.list("facebook.metrics"),
                "post_media_view",
                "post_total_media_view_unique",
                "post_clicks",
                "post_reactions_by_type_total"),
            values.duration("facebook.insights-every", Duration.ZERO),
            values.duration("facebook.spacing", Duration.ZERO),
            values.text("facebook.app-id", ""),
            values.text("facebook.app-secret", "")),
        new TikTok(
            values.choice("tiktok.source", TikTokSource.DISPLAY),
            values.uri("tiktok.base-url", "https://open.tiktokapis.com", HTTP),
            values.text("tiktok.client-key", ""),
            values.text("tiktok.client-secret", ""),
            values.integer("tiktok.per-minute", 600),
            values.integer("tiktok.research-requests-per-day", 1_000),
            values.integer("tiktok.research-records-per-day", 100_000)));
  }

  private static List<String> listOr(List<String> given, String... otherwise) {
    return given.isEmpty() ? List.of(otherwise) : given.equals(List.of("none")) ? List.of() : given;
  }

  private static void requireVersion(String version) {
    Checks.matches(VERSION, "TIDEMARK_GRAPH_VERSION", "a version such as v25.0", version);
  }

  private static void requireMetrics(String name, List<String> metrics) {
    metrics.forEach(metric -> Checks.matches(METRIC, name, "names such as reach,views", metric));
    if (Set.copyOf(metrics).size() < metrics.size()) {
      throw new BadSetting(name + " names a metric twice.");
    }
  }

  private static void requireSpacing(String name, Duration spacing) {
    Checks.between(name, spacing, Duration.ZERO, Duration.ofHours(1));
  }
}

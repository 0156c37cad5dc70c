package io.tidemark.standalone.process;

import io.tidemark.settings.Settings;
import io.tidemark.settings.Settings.TwitterSource;
import io.tidemark.settings.StudioSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which keys are missing, of platforms and of tokens, and what does not happen without them. */
public final class PlatformKeys {

  private PlatformKeys() {}

  /** A sentence for each missing key that one of the roles would use. */
  public static List<String> missing(Settings settings, Set<Role> roles) {
    List<String> missing = new ArrayList<>();
    if (roles.contains(Role.TRACKER)) {
      tweets(settings.twitter(), missing);
    }
    boolean isOfStudio = roles.contains(Role.GATEWAY) || roles.contains(Role.METRICS_REFRESH);
    if (isOfStudio && settings.studio().encryptionKeys().isEmpty()) {
      missing.add(
          "Tokens have no encryption key (%s): studio accounts cannot be connected or refreshed."
              .formatted(StudioSettings.ENCRYPTION_KEYS));
    }
    if (roles.contains(Role.METRICS_REFRESH)) {
      studio(settings, missing);
    }
    if (roles.contains(Role.PROFILE_SYNC) && settings.profiles().rapidApi().key().isEmpty()) {
      missing.add(
          "RapidAPI has no key (TIDEMARK_RAPIDAPI_KEY): LinkedIn profiles are not scraped.");
    }
    return missing;
  }

  private static void tweets(Settings.Twitter twitter, List<String> missing) {
    boolean fromX = twitter.source() == TwitterSource.X;
    String polled =
        twitter.zoneCredentials().isEmpty()
            ? "tweets are taken in and not polled"
            : "only tweets of zones with a key of their own are polled";
    if (!fromX && twitter.twitterapiKey().isEmpty()) {
      missing.add("twitterapi.io has no key (TIDEMARK_TWITTERAPI_KEY): %s.".formatted(polled));
    }
    if (twitter.xBearerToken().isEmpty()) {
      missing.add(
          "X has no token (TIDEMARK_X_BEARER_TOKEN): %saccounts of DAOs are not swept."
              .formatted(fromX ? polled + ", and " : ""));
    }
  }

  /** Their accounts are read with tokens of their own, which only an app's key can renew. */
  private static void studio(Settings settings, List<String> missing) {
    if (settings.studioPlatforms().tiktok().clientKey().isEmpty()) {
      missing.add(
          "TikTok has no app (TIDEMARK_TIKTOK_CLIENT_KEY): its accounts must be reconnected when"
              + " their access tokens end.");
    }
    if (settings.studioPlatforms().facebook().appId().isEmpty()) {
      missing.add(
          "Facebook has no app (TIDEMARK_FACEBOOK_APP_ID): accounts of Facebook login must be"
              + " reconnected when their tokens end.");
    }
  }
}

package io.tidemark.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.SettingsReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlatformKeysTest {

  @Test
  void withoutAnyKeyEachPlatformIsNamedOnceWithWhatDoesNotHappen() {
    assertThat(missing(EnumSet.allOf(Role.class)))
        .hasSize(6)
        .allMatch(sentence -> sentence.contains("(TIDEMARK_"))
        .anyMatch(sentence -> sentence.contains("tweets are taken in and not polled"))
        .anyMatch(sentence -> sentence.contains("accounts of DAOs are not swept"))
        .anyMatch(sentence -> sentence.contains("studio accounts cannot be connected"))
        .anyMatch(sentence -> sentence.contains("LinkedIn profiles are not scraped"));
  }

  @Test
  void aProcessNamesOnlyTheKeysOfItsRoles() {
    assertThat(missing(EnumSet.of(Role.GATEWAY)))
        .containsExactly(
            "Tokens have no encryption key (TIDEMARK_STUDIO_ENCRYPTION_KEYS): studio accounts"
                + " cannot be connected or refreshed.");
    assertThat(missing(EnumSet.of(Role.PROFILE_SYNC))).hasSize(1);
  }

  @Test
  void whatIsSetIsNotNamed() {
    assertThat(
            missing(
                EnumSet.allOf(Role.class),
                "TIDEMARK_TWITTERAPI_KEY=a",
                "TIDEMARK_X_BEARER_TOKEN=a",
                "TIDEMARK_STUDIO_ENCRYPTION_KEYS=2026:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "TIDEMARK_TIKTOK_CLIENT_KEY=a",
                "TIDEMARK_TIKTOK_CLIENT_SECRET=a",
                "TIDEMARK_FACEBOOK_APP_ID=a",
                "TIDEMARK_FACEBOOK_APP_SECRET=a",
                "TIDEMARK_RAPIDAPI_KEY=a"))
        .isEmpty();
  }

  @Test
  void theSourceDecidesWhichKeyTweetsNeed() {
    assertThat(missing(EnumSet.of(Role.TRACKER), "TIDEMARK_TWITTER_SOURCE=x"))
        .containsExactly(
            "X has no token (TIDEMARK_X_BEARER_TOKEN): tweets are taken in and not polled, and"
                + " accounts of DAOs are not swept.");
    assertThat(missing(EnumSet.of(Role.TRACKER), "TIDEMARK_TWITTERAPI_ZONE_KEYS=acme=a"))
        .anyMatch(sentence -> sentence.contains("only tweets of zones with a key of their own"));
  }

  private static List<String> missing(Set<Role> roles, String... settings) {
    Map<String, String> environment =
        Arrays.stream(settings)
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return PlatformKeys.missing(SettingsReader.of(environment), roles);
  }
}

package io.tidemark.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.Settings.TwitterSource;
import io.tidemark.settings.Settings.XDialect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsDefaultsTest {

  @Test
  void anEmptyEnvironmentHasNoStoresAndNoKeys() {
    Settings settings = SettingsReader.of(Map.of());

    assertThat(settings.postgres()).isEmpty();
    assertThat(settings.redis()).isEmpty();
    assertThat(settings.adminKey()).isEmpty();
    assertThat(settings.webhook().keys()).isEmpty();
    assertThat(settings.http().openReads()).isFalse();
    assertThat(settings.http().publicUrl()).isEmpty();
    assertThat(settings.http().trustedHops()).isZero();
    assertThat(settings.jwt())
        .isEqualTo(
            new Settings.Jwt(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(settings.qstash())
        .isEqualTo(new Settings.QStash(Optional.empty(), Optional.empty()));
  }

  @Test
  void whoVouchesForUsersAndDeliveriesIsRead() {
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_JWT_SECRET", "0123456789abcdef0123456789abcdef",
                "TIDEMARK_JWT_JWKS_URL", "https://login.example.com/keys?tenant=1",
                "TIDEMARK_JWT_ISSUER", "https://login.example.com/",
                "TIDEMARK_JWT_AUDIENCE", "tidemark",
                "TIDEMARK_QSTASH_CURRENT_SIGNING_KEY", "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
                "TIDEMARK_QSTASH_NEXT_SIGNING_KEY", "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"));

    assertThat(settings.jwt())
        .isEqualTo(
            new Settings.Jwt(
                Optional.of("0123456789abcdef0123456789abcdef"),
                Optional.of(URI.create("https://login.example.com/keys?tenant=1")),
                Optional.of("https://login.example.com/"),
                Optional.of("tidemark")));
    assertThat(settings.qstash().currentSigningKey()).contains("sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r");
    assertThat(settings.qstash().nextSigningKey()).contains("sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs");
  }

  @ParameterizedTest
  @CsvSource({
    "https://tidemark.example.com, https://tidemark.example.com",
    "https://tidemark.example.com/, https://tidemark.example.com",
    "https://example.com:8443/tidemark//, https://example.com:8443/tidemark"
  })
  void thePublicUrlHasNoSlashAtItsEnd(String given, URI expected) {
    Settings settings =
        SettingsReader.of(
            Map.of("TIDEMARK_HTTP_PUBLIC_URL", given, "TIDEMARK_HTTP_BEHIND_PROXY", "true"));

    assertThat(settings.http().publicUrl()).contains(expected);
    assertThat(settings.http().trustedHops()).isEqualTo(1);
  }

  @Test
  void thePlatformsAreCalledAsTheSpecificationSays() {
    Settings settings = SettingsReader.of(Map.of());

    assertThat(settings.twitter().source()).isEqualTo(TwitterSource.TWITTERAPI);
    assertThat(settings.twitter().xDialect()).isEqualTo(XDialect.TWEET);
    assertThat(settings.twitter().twitterapiBaseUrl())
        .isEqualTo(URI.create("https://api.twitterapi.io"));
    assertThat(settings.upstream())
        .isEqualTo(
            new Settings.Upstream(
                Duration.ofSeconds(10),
                5,
                3,
                Duration.ofMillis(500),
                50,
                20,
                Duration.ofSeconds(30)));
  }

  @Test
  void timeRunsAtItsOwnSpeedAndReadingsAreKeptForThirtyDays() {
    Settings settings = SettingsReader.of(Map.of());

    assertThat(settings.clockSpeed()).isEqualTo(1);
    assertThat(settings.retention().snapshots()).isEqualTo(Duration.ofDays(30));
    assertThat(settings.retention().tweets()).isGreaterThan(Duration.ofDays(36_000));
    assertThat(settings.retention().records()).isEqualTo(Duration.ofDays(90));
    assertThat(settings.dataDir()).isEqualTo(Path.of("data"));
  }

  @Test
  void daosAreSweptAsTheSpecificationSays() {
    assertThat(SettingsReader.of(Map.of()).daoSweep())
        .isEqualTo(new Settings.DaoSweep(Duration.ofHours(2), 5, Duration.ofDays(30), 0));
  }

  @Test
  void aBlankVariableCountsAsNotGiven() {
    Settings settings =
        SettingsReader.of(Map.of("TIDEMARK_ADMIN_KEY", "", "TIDEMARK_HTTP_PORT", "  "));

    assertThat(settings.adminKey()).isEmpty();
    assertThat(settings.http().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "60s, PT60S",
    "60 s, PT60S",
    "15m, PT15M",
    "1h, PT1H",
    "2d, PT48H",
    "999999999s, PT999999999S"
  })
  void aDurationIsANumberAndAUnit(String given, Duration expected) {
    Settings settings = SettingsReader.of(Map.of("TIDEMARK_UPSTREAM_OPEN_FOR", given));

    assertThat(settings.upstream().openFor()).isEqualTo(expected);
  }

  @Test
  void severalWebhookKeysAreReadInOrderWhileOneIsRotated() {
    Settings settings =
        SettingsReader.of(Map.of("TIDEMARK_WEBHOOK_KEYS", " new-key , old-key,, older-key ,"));

    assertThat(settings.webhook().keys()).containsExactly("new-key", "old-key", "older-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "X"})
  void aChoiceMayBeWrittenEitherWay(String given) {
    Settings settings = SettingsReader.of(Map.of("TIDEMARK_TWITTER_SOURCE", given));

    assertThat(settings.twitter().source()).isEqualTo(TwitterSource.X);
  }

  @Test
  void storesThatAreStartedLaterJoinTheOtherSettings() {
    Settings settings =
        SettingsReader.of(Map.of("TIDEMARK_HTTP_PORT", "9000"))
            .withStores("postgresql://user:secret@here:5433/db", "redis://here:6380");

    assertThat(settings.postgres().orElseThrow().url().getPort()).isEqualTo(5433);
    assertThat(settings.postgres().orElseThrow().poolSize()).isEqualTo(16);
    assertThat(settings.redis().orElseThrow().url()).isEqualTo(URI.create("redis://here:6380"));
    assertThat(settings.http().port()).isEqualTo(9000);
  }
}

package io.tidemark.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads when a value cannot be used: one sentence that names the variable. */
class BadSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "HTTP_PORT | eighty | must be a whole number, not \"eighty\".",
        "HTTP_PORT | 80.5 | must be a whole number, not \"80.5\".",
        "HTTP_PORT | 99999999999 | must be a whole number, not \"99999999999\".",
        "HTTP_PORT | 65536 | must be from 0 to 65535, not 65536.",
        "HTTP_PORT | -1 | must be from 0 to 65535, not -1.",
        "MANAGEMENT_PORT | 70000 | must be from 0 to 65535, not 70000.",
        "HTTP_OPEN_READS | yes | must be true or false, not \"yes\".",
        "HTTP_BEHIND_PROXY | 1 | must be true or false, not \"1\".",
        "JWT_SECRET | hunter2 | must be at least 32 bytes, not 7.",
        "JWT_ISSUER | us | has no meaning without TIDEMARK_JWT_SECRET or TIDEMARK_JWT_JWKS_URL.",
        "JWT_AUDIENCE | us | has no meaning without TIDEMARK_JWT_SECRET or TIDEMARK_JWT_JWKS_URL.",
        "QSTASH_CURRENT_SIGNING_KEY | sig_7kYjw48 | must be at least 32 bytes, not 11.",
        "QSTASH_NEXT_SIGNING_KEY | sig_5ZB6DVz | must be at least 32 bytes, not 11.",
        "CLUSTER_PUBLIC_PORT | 32701 | has no meaning without TIDEMARK_CLUSTER_HOST.",
        "CLUSTER_PUBLIC_BUS_PORT | 32702 | has no meaning without TIDEMARK_CLUSTER_HOST.",
        "CLOCK_SPEED | fast | must be a number, not \"fast\".",
        "CLOCK_SPEED | 0 | must be above 0 and at most 100000, not 0.0.",
        "CLOCK_SPEED | NaN | must be above 0 and at most 100000, not NaN.",
        "ADMIN_KEY | 15 characters.. | must be at least 16 characters, not 15.",
        "WEBHOOK_MAX_BODY | 10 | must be from 1024 to 104857600, not 10.",
        "WEBHOOK_IN_FLIGHT | 0 | must be from 1 to 10000, not 0.",
        "TWITTER_SOURCE | mastodon | must be one of twitterapi, x, not \"mastodon\".",
        "TWITTERAPI_ZONE_KEYS | acme | must be zones and their credentials such as brand-watch=the-key.",
        "TWITTERAPI_ZONE_KEYS | acme=a-key,acme=b-key | names a zone twice.",
        "X_ZONE_BEARER_TOKENS | =a-token | must be zones and their credentials such as brand-watch=the-key.",
        "X_DIALECT | toot | must be one of tweet, post, not \"toot\".",
        "UPSTREAM_IN_FLIGHT | 101 | must be from 1 to 100, not 101.",
        "UPSTREAM_TRIES | 0 | must be from 1 to 10, not 0.",
        "UPSTREAM_FAILURE_RATE | 0 | must be from 1 to 100, not 0.",
        "UPSTREAM_FAILURE_WINDOW | 1 | must be from 2 to 1000, not 1.",
        "UPSTREAM_TIMEOUT | 0s | must be from 1 ms to 120000 ms, not 0 ms.",
        "UPSTREAM_OPEN_FOR | 0ms | must be longer than nothing.",
        "GRAPH_VERSION | 25 | must be a version such as v25.0, not \"25\".",
        "INSTAGRAM_METRICS | reach?x | must be names such as reach,views, not \"reach?x\".",
        "INSTAGRAM_METRICS | reach,reach | names a metric twice.",
        "INSTAGRAM_METRICS | none | must name a metric.",
        "INSTAGRAM_SPACING | 2h | must be from 0 ms to 3600000 ms, not 7200000 ms.",
        "FACEBOOK_INSIGHTS_EVERY | 31d | must be from 0 ms to 2592000000 ms, not 2678400000 ms.",
        "TIKTOK_SOURCE | scrape | must be one of display, research, not \"scrape\".",
        "TIKTOK_SOURCE | research | can be research only with TIDEMARK_TIKTOK_CLIENT_KEY.",
        "TIKTOK_PER_MINUTE | -1 | must be from 0 to 1000000, not -1.",
        "OPENAI_EMBEDDING_MODEL | a b | must be the name of a model, not \"a b\".",
        "OPENAI_EMBEDDING_DIMENSIONS | 4 | must be from 8 to 4000, not 4.",
        "OPENAI_TIMEOUT | 3m | must be from 1 ms to 120000 ms, not 180000 ms.",
        "OPENAI_MONTHLY_USD | -1 | must be from 0 to 1000000, not -1.0.",
        "HOOKS_CONFIDENCE | 1.5 | must be from 0 to 1, not 1.5.",
        "TRACKER_IDLE | 0s | must be longer than nothing.",
        "TRACKER_BATCH | 5001 | must be from 1 to 5000, not 5001.",
        "TRACKER_INSTANCES | 33 | must be from 1 to 32, not 33.",
        "STUDIO_EVERY | 10s | must be from 60000 ms to 2592000000 ms, not 10000 ms.",
        "STUDIO_BATCH | 0 | must be from 1 to 100, not 0.",
        "STUDIO_FRESH_FOR | 31d | must be from 0 ms to 2592000000 ms, not 2678400000 ms.",
        "STUDIO_CRON_SECRET | hunter2 | must be at least 16 characters, not 7.",
        "STUDIO_ENCRYPTION_KEYS | a:AAAA | must name keys of 32 bytes; a has 3.",
        "RETENTION_SNAPSHOTS | 23h | must be at least 1 days, not 0.",
        "RETENTION_TWEETS | 23h | must be at least 1 days, not 0."
      })
  void aBadValueIsRefusedWithOneSentence(String variable, String value, String complaint) {
    assertRefused("TIDEMARK_" + variable, value, complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "ten seconds", "10 weeks", "-5s", "1.5h", "1h30m", "1234567890s"})
  void aDurationThatIsNoneIsAnsweredWithExamples(String value) {
    assertRefused(
        "TIDEMARK_UPSTREAM_TIMEOUT",
        value,
        "must be a duration such as 250ms, 60s, 15m, 1h or 30d, not \"" + value + "\".");
  }

  @ParameterizedTest
  @CsvSource({
    "TIDEMARK_POSTGRES_URL, mysql://db/tidemark",
    "TIDEMARK_POSTGRES_URL, localhost",
    "TIDEMARK_POSTGRES_URL, postgresql:///db",
    "TIDEMARK_POSTGRES_DIRECT_URL, mysql://db/tidemark",
    "TIDEMARK_REDIS_URL, http://cache",
    "TIDEMARK_REDIS_URL, not a url",
    "TIDEMARK_X_BASE_URL, ftp://api.x.com",
    "TIDEMARK_JWT_JWKS_URL, file:///etc/keys",
    "TIDEMARK_HTTP_PUBLIC_URL, tidemark.example.com",
    "TIDEMARK_TWITTERAPI_BASE_URL, api.twitterapi.io"
  })
  void aUrlThatCannotBeUsedIsRefused(String variable, String value) {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> SettingsReader.of(Map.of(variable, value)))
        .withMessageStartingWith(variable + " must be a URL")
        .withMessageEndingWith(", not \"" + value + "\".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://tidemark:hunter2@db/tidemark",
        "postgresql://tidemark:hunter2@db host/tidemark",
        "postgresql://tidemark:hunter2@/tidemark",
        "postgresql://tidemark:a@hunter2@db/tidemark",
        "mysql://tidemark:a/hunter2@db/tidemark",
        "tidemark:hunter2@db/tidemark",
        "mysql://db/tidemark?user=tidemark&password=hunter2"
      })
  void thePasswordInABadUrlIsNotShown(String url) {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_POSTGRES_URL", url)))
        .withMessageStartingWith("TIDEMARK_POSTGRES_URL must be a URL")
        .satisfies(refused -> assertThat(refused).hasMessageNotContaining("hunter2"));
  }

  @Test
  void aKeyThatIsTooShortIsNotShown() {
    assertThatThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_ADMIN_KEY", "hunter2")))
        .isInstanceOf(BadSetting.class)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/?a=hunter2",
        "https://example.com#hunter2",
        "https://user:hunter2@example.com"
      })
  void aPublicUrlIsNothingButABase(String url) {
    assertThatThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_HTTP_PUBLIC_URL", url)))
        .isInstanceOf(BadSetting.class)
        .hasMessage(
            "TIDEMARK_HTTP_PUBLIC_URL must be a scheme, a host, perhaps a port and a path, and"
                + " nothing else.");
  }

  @Test
  void aNextSigningKeyAloneIsRefused() {
    assertRefused(
        "TIDEMARK_QSTASH_NEXT_SIGNING_KEY",
        "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs",
        "has no meaning without TIDEMARK_QSTASH_CURRENT_SIGNING_KEY.");
  }

  @Test
  void aCapOnMoneyWithoutAPriceIsRefused() {
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of("TIDEMARK_X_MONTHLY_USD", "50", "TIDEMARK_X_PRICE_PER_POST_USD", "0")))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_X_MONTHLY_USD has no meaning without TIDEMARK_X_PRICE_PER_POST_USD.");
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of(
                        "TIDEMARK_TWITTERAPI_MONTHLY_USD",
                        "50",
                        "TIDEMARK_TWITTERAPI_PRICE_PER_TWEET_USD",
                        "0",
                        "TIDEMARK_TWITTERAPI_MINIMUM_PER_CALL_USD",
                        "0")))
        .isInstanceOf(BadSetting.class)
        .hasMessage(
            "TIDEMARK_TWITTERAPI_MONTHLY_USD has no meaning without"
                + " TIDEMARK_TWITTERAPI_PRICE_PER_TWEET_USD.");
  }

  @Test
  void aMoneyCapCountsPostsAndAccountsWithoutAPriceOfTheirOwn() {
    BudgetSettings.X x = SettingsReader.of(Map.of("TIDEMARK_X_MONTHLY_USD", "50")).budgets().x();

    assertThat(x.pricePerPostUsd()).isEqualTo(0.005);
    assertThat(x.pricePerUserUsd()).isEqualTo(0.01);
  }

  @Test
  void misspeltVariablesAreNamed() {
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of("TIDEMARK_WEBHOOK_KEY", "a", "TIDEMARK_HTTP_PROT", "b", "PATH", "c")))
        .isInstanceOf(BadSetting.class)
        .hasMessage(
            "TIDEMARK_HTTP_PROT, TIDEMARK_WEBHOOK_KEY is not a setting; docs/configuration.md lists them all.");
  }

  @Test
  void aMisspeltPortIsNotTakenForAnAnnouncementOfKubernetes() {
    assertThatThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_MANAGMENT_PORT", "9091")))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("TIDEMARK_MANAGMENT_PORT is not a setting");
  }

  @Test
  void whatKubernetesAnnouncesIsNotASetting() {
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_GATEWAY_SERVICE_HOST", "10.0.0.1",
                "TIDEMARK_GATEWAY_SERVICE_PORT", "8080",
                "TIDEMARK_GATEWAY_SERVICE_PORT_HTTP", "8080",
                "TIDEMARK_GATEWAY_PORT", "tcp://10.0.0.1:8080",
                "TIDEMARK_GATEWAY_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "TIDEMARK_GATEWAY_PORT_8080_TCP_PROTO", "tcp",
                "TIDEMARK_GATEWAY_PORT_8080_TCP_PORT", "8080",
                "TIDEMARK_GATEWAY_PORT_8080_TCP_ADDR", "10.0.0.1"));

    assertThat(settings.http().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({"1, from 2 to 500", "501, from 2 to 500", "many, a whole number"})
  void aPoolThatMakesNoSenseIsRefusedWithItsDatabase(String size, String expected) {
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of(
                        "TIDEMARK_POSTGRES_URL",
                        "postgresql://user@db/tidemark",
                        "TIDEMARK_POSTGRES_POOL_SIZE",
                        size)))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("TIDEMARK_POSTGRES_POOL_SIZE must be " + expected + ", not ");
  }

  @Test
  void aPoolSizeWithoutADatabaseIsNotCalledUnknown() {
    assertThatThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_POSTGRES_POOL_SIZE", "4")))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_POSTGRES_POOL_SIZE has no meaning without TIDEMARK_POSTGRES_URL.");
  }

  @Test
  void aDirectUrlWithoutADatabaseIsNotCalledUnknown() {
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of("TIDEMARK_POSTGRES_DIRECT_URL", "postgresql://user@db:5432/tidemark")))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_POSTGRES_DIRECT_URL has no meaning without TIDEMARK_POSTGRES_URL.");
  }

  private static void assertRefused(String variable, String value, String complaint) {
    assertThatThrownBy(() -> SettingsReader.of(Map.of(variable, value)))
        .isInstanceOf(BadSetting.class)
        .hasMessage(variable + " " + complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"49ms", "11s"})
  void aTimeLimitOfRedisHasBounds(String limit) {
    assertThatThrownBy(
            () ->
                SettingsReader.of(
                    Map.of(
                        "TIDEMARK_POSTGRES_URL",
                        "postgresql://u:p@host/db",
                        "TIDEMARK_REDIS_URL",
                        "redis://host",
                        "TIDEMARK_REDIS_TIMEOUT",
                        limit)))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("TIDEMARK_REDIS_TIMEOUT must be from 50 ms to 10000 ms, not ");
  }
}

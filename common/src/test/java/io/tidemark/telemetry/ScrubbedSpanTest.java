package io.tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrubbedSpanTest {

  @ParameterizedTest
  @CsvSource({
    "https://graph.facebook.com/v25.0/1/insights?access_token=s,"
        + " https://graph.facebook.com/v25.0/1/insights",
    "http://h/api/cron/studio/metrics-refresh?secret=s#s, http://h/api/cron/studio/metrics-refresh",
    "http://h/api/webhooks/twitter/s3cret, http://h/api/webhooks/twitter/…",
    "/api/webhooks/twitter/s3cret/more?x=1, /api/webhooks/twitter/…",
    "/api/webhooks/twitter, /api/webhooks/twitter",
    "http://user:s3cret@h:8080/x, http://h:8080/x",
    "http://h/a@b, http://h/a@b",
    "'', ''",
  })
  void aUrlIsToldWithoutWhatCanBeSecret(String url, String told) {
    assertThat(ScrubbedSpan.url(url)).isEqualTo(told);
  }
}

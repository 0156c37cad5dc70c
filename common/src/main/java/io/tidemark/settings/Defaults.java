package io.tidemark.settings;

import io.tidemark.settings.Settings.DaoSweep;
import io.tidemark.settings.Settings.Http;
import io.tidemark.settings.Settings.Jwt;
import io.tidemark.settings.Settings.Postgres;
import io.tidemark.settings.Settings.QStash;
import io.tidemark.settings.Settings.Redis;
import io.tidemark.settings.Settings.Retention;
import io.tidemark.settings.Settings.Tracker;
import io.tidemark.settings.Settings.Twitter;
import io.tidemark.settings.Settings.TwitterSource;
import io.tidemark.settings.Settings.Upstream;
import io.tidemark.settings.Settings.Webhook;
import io.tidemark.settings.Settings.XDialect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings by their names, with what holds where nothing is given. */
final class Defaults {

  private Defaults() {}

  static Settings settings(SettingValues values) {
    Set<String> http = Set.of("http", "https");
    Set<String> postgres = Set.of("postgres", "postgresql");
    Optional<URI> direct = values.uri("postgres.direct-url", postgres);
    values.onlyWith("postgres.pool-size", "postgres.url");
    values.onlyWith("postgres.direct-url", "postgres.url");
    values.onlyWith("redis.ca-file", "redis.url");
    values.onlyWith("redis.timeout", "redis.url");
    return new Settings(
        values
            .uri("postgres.url", postgres)
            .map(
                url ->
                    new Postgres(
                        url,
                        values.integer("postgres.pool-size", Postgres.DEFAULT_POOL_SIZE),
                        direct)),
        values
            .uri("redis.url", Set.of("redis", "rediss"))
            .map(
                url ->
                    new Redis(
                        url,
                        values.text("redis.ca-file").map(Path::of),
                        values.duration("redis.timeout", Redis.DEFAULT_TIMEOUT))),
        new Http(
            values.text("http.host", "0.0.0.0"),
            values.integer("http.port", 8080),
            values.integer("management.port", 8081),
            values.flag("http.open-reads", false),
            values.uri("http.public-url", http),
            values.integer("http.trusted-hops", values.flag("http.behind-proxy", false) ? 1 : 0),
            values.flag("http.forwarded", false),
            values.integer("http.wrong-keys-per-minute", 20),
            values.flag("http.access-log", false)),
        new Webhook(
            values.list("webhook.keys"),
            values.integer("webhook.max-body", 8 * 1024 * 1024),
            values.integer("webhook.in-flight", 64),
            values.duration("webhook.body-timeout", Duration.ofSeconds(30)),
            values.integer("webhook.most-unrouted", 10_000)),
        new Twitter(
            values.choice("twitter.source", TwitterSource.TWITTERAPI),
            values.uri("twitterapi.base-url", "https://api.twitterapi.io", http),
            values.text("twitterapi.key", ""),
            values.uri("x.base-url", "https://api.x.com", http),
            values.text("x.bearer-token", ""),
            values.choice("x.dialect", XDialect.TWEET),
            zoneCredentials(values)),
        new Upstream(
            values.duration("upstream.timeout", Duration.ofSeconds(10)),
            values.integer("upstream.in-flight", 5),
            values.integer("upstream.tries", 3),
            values.duration("upstream.retry-delay", Duration.ofMillis(500)),
            values.integer("upstream.failure-rate", 50),
            values.integer("upstream.failure-window", 20),
            values.duration("upstream.open-for", Duration.ofSeconds(30))),
        BudgetSettings.from(values),
        StudioPlatforms.from(values),
        new Tracker(
            values.duration("tracker.coalescing", Duration.ofSeconds(60)),
            values.duration("tracker.lease", Duration.ofSeconds(60)),
            values.integer("tracker.batch", 200),
            values.integer("tracker.instances", 2),
            values.duration("tracker.idle", Duration.ofSeconds(5)),
            values.integer("tracker.refreshes-per-hour", 60)),
        new DaoSweep(
            values.interval("dao-sweep.every", Duration.ofHours(2)),
            values.integer("dao-sweep.days", 5),
            values.retention("dao-sweep.logs-retention", Duration.ofDays(30)),
            values.integer("dao-sweep.max-requests-per-batch", 0)),
        StudioSettings.from(values),
        ProfileSettings.from(values),
        ModelSettings.from(values),
        new Retention(
            values.retention("retention.snapshots", Duration.ofDays(30)),
            values.retention("retention.tweets", SettingValues.FOR_EVER),
            values.retention("retention.studio-metrics", SettingValues.FOR_EVER),
            values.retention("retention.profile-snapshots", SettingValues.FOR_EVER),
            values.retention("retention.unrouted", Duration.ofDays(14)),
            values.retention("retention.records", Duration.ofDays(90))),
        new Jwt(
            values.text("jwt.secret"),
            values.uri("jwt.jwks-url", http),
            values.text("jwt.issuer"),
            values.text("jwt.audience")),
        new QStash(
            values.text("qstash.current-signing-key"), values.text("qstash.next-signing-key")),
        values.text("admin.key"),
        ClusterSettings.from(values),
        values.number("clock.speed", 1),
        ClusterSettings.clockOrigin(values),
        Path.of(values.text("data.dir", "data")));
  }

  /** Both are read, so that neither is taken for a misspelt name. */
  private static Map<String, String> zoneCredentials(SettingValues values) {
    Map<String, String> keys = values.secrets("twitterapi.zone-keys");
    Map<String, String> tokens = values.secrets("x.zone-bearer-tokens");
    return switch (values.choice("twitter.source", TwitterSource.TWITTERAPI)) {
      case TWITTERAPI -> keys;
      case X -> tokens;
    };
  }
}

package io.tidemark.settings;

import static io.tidemark.settings.Checks.atLeast;
import static io.tidemark.settings.Checks.between;
import static io.tidemark.settings.Checks.bytes;
import static io.tidemark.settings.Checks.positive;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an operator can set. Each record refuses a value that makes no sense with a sentence
 * that names the environment variable.
 *
 * @param postgres empty means: no database was named
 * @param redis empty means: no Redis was named
 * @param adminKey the key that may manage everything; empty disables management over HTTP
 * @param clockOrigin from when a clock that does not run in real time is reckoned; empty: the start
 *     of the process
 * @param dataDir where embedded stores keep their data
 */
public record Settings(
    Optional<Postgres> postgres,
    Optional<Redis> redis,
    Http http,
    Webhook webhook,
    Twitter twitter,
    Upstream upstream,
    BudgetSettings budgets,
    StudioPlatforms studioPlatforms,
    Tracker tracker,
    DaoSweep daoSweep,
    StudioSettings studio,
    ProfileSettings profiles,
    ModelSettings models,
    Retention retention,
    Jwt jwt,
    QStash qstash,
    Optional<String> adminKey,
    ClusterSettings cluster,
    double clockSpeed,
    Optional<Instant> clockOrigin,
    Path dataDir) {

  public Settings {
    if (!(clockSpeed > 0 && clockSpeed <= 100_000)) {
      throw new BadSetting(
          "TIDEMARK_CLOCK_SPEED must be above 0 and at most 100000, not " + clockSpeed + ".");
    }
    adminKey.ifPresent(key -> atLeast("TIDEMARK_ADMIN_KEY", "characters", key.length(), 16));
  }

  /** The same settings with the addresses of embedded stores. */
  public Settings withStores(String postgresUrl, String redisUrl) {
    int poolSize = postgres.map(Postgres::poolSize).orElse(Postgres.DEFAULT_POOL_SIZE);
    return new Settings(
        Optional.of(new Postgres(URI.create(postgresUrl), poolSize)),
        Optional.of(new Redis(URI.create(redisUrl))),
        http,
        webhook,
        twitter,
        upstream,
        budgets,
        studioPlatforms,
        tracker,
        daoSweep,
        studio,
        profiles,
        models,
        retention,
        jwt,
        qstash,
        adminKey,
        cluster,
        clockSpeed,
        clockOrigin,
        dataDir);
  }

  /**
   * @param poolSize connections of one process
   * @param directUrl past a pooler, when {@code url} leads to one
   */
  public record Postgres(URI url, int poolSize, Optional<URI> directUrl) {
    static final int DEFAULT_POOL_SIZE = 16;

    public Postgres(URI url, int poolSize) {
      this(url, poolSize, Optional.empty());
    }

    public Postgres {
      between("TIDEMARK_POSTGRES_POOL_SIZE", poolSize, 2, 500);
    }

    /** Where a session is one: what a session keeps is lost in a pooler. */
    public URI forSessions() {
      return directUrl.orElse(url);
    }
  }

  /**
   * @param caFile certificates in PEM that a {@code rediss://} server's must be signed by; empty:
   *     those that the runtime trusts
   * @param timeout real time in which a command is answered or fails
   */
  public record Redis(URI url, Optional<Path> caFile, Duration timeout) {

    static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    public Redis(URI url) {
      this(url, Optional.empty(), DEFAULT_TIMEOUT);
    }

    public Redis {
      between("TIDEMARK_REDIS_TIMEOUT", timeout, Duration.ofMillis(50), Duration.ofSeconds(10));
      if (caFile.isPresent() && !url.getScheme().equals("rediss")) {
        throw new BadSetting(
            "TIDEMARK_REDIS_CA_FILE has no meaning unless TIDEMARK_REDIS_URL is a rediss:// URL.");
      }
      caFile.ifPresent(
          file -> {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
              throw new BadSetting(
                  "TIDEMARK_REDIS_CA_FILE names %s, which cannot be read.".formatted(file));
            }
          });
    }
  }

  /**
   * @param port 0 for a free one
   * @param openReads answer reads without a key: for demonstrations and closed networks
   * @param publicUrl how the outside reaches us, without a slash at its end; QStash signs it
   * @param wrongKeysPerMinute after which an address is not heard for a while
   * @param trustedHops proxies of ours between the outside and us, each of which appends to the
   *     header where its own caller is; 0: the headers of proxies are not read
   * @param forwardedHeader the proxies write {@code Forwarded} (RFC 7239), which is read in place
   *     of {@code X-Forwarded-*}
   * @param accessLog a line for each request
   */
  public record Http(
      String host,
      int port,
      int managementPort,
      boolean openReads,
      Optional<URI> publicUrl,
      int trustedHops,
      boolean forwardedHeader,
      int wrongKeysPerMinute,
      boolean accessLog) {
    public Http {
      between("TIDEMARK_HTTP_TRUSTED_HOPS", trustedHops, 0, 10);
      if (forwardedHeader && trustedHops == 0) {
        throw new BadSetting(
            "TIDEMARK_HTTP_FORWARDED has no meaning without TIDEMARK_HTTP_TRUSTED_HOPS.");
      }
      between("TIDEMARK_HTTP_PORT", port, 0, 65_535);
      between("TIDEMARK_MANAGEMENT_PORT", managementPort, 0, 65_535);
      between("TIDEMARK_HTTP_WRONG_KEYS_PER_MINUTE", wrongKeysPerMinute, 1, 1_000);
      publicUrl = publicUrl.map(Http::base);
    }

    private static URI base(URI url) {
      if (url.getRawQuery() != null || url.getRawFragment() != null || url.getUserInfo() != null) {
        throw new BadSetting(
            "TIDEMARK_HTTP_PUBLIC_URL must be a scheme, a host, perhaps a port and a path, and"
                + " nothing else.");
      }
      return URI.create(url.toString().replaceFirst("/+$", ""));
    }
  }

  /**
   * @param keys what the platform may send as {@code X-API-Key}; several while a key is rotated
   * @param maxBody bytes
   * @param inFlight deliveries being written at once; more are told to come back
   * @param bodyTimeout how long a body may take to arrive once its head has
   * @param mostUnrouted deliveries of one rule that are kept while no zone is mapped to it
   */
  public record Webhook(
      List<String> keys, int maxBody, int inFlight, Duration bodyTimeout, int mostUnrouted) {
    public Webhook {
      keys = List.copyOf(keys);
      between("TIDEMARK_WEBHOOK_MAX_BODY", maxBody, 1_024, 100 * 1024 * 1024);
      between("TIDEMARK_WEBHOOK_IN_FLIGHT", inFlight, 1, 10_000);
      between(
          "TIDEMARK_WEBHOOK_BODY_TIMEOUT",
          bodyTimeout,
          Duration.ofMillis(1),
          Duration.ofMinutes(10));
      between("TIDEMARK_WEBHOOK_MOST_UNROUTED", mostUnrouted, 1, 10_000_000);
    }
  }

  /** Which of the two APIs is asked for counters. */
  public enum TwitterSource {
    TWITTERAPI,
    X
  }

  /** Whether X calls its fields by the names before or since OpenAPI 2.167. */
  public enum XDialect {
    TWEET,
    POST
  }

  /**
   * @param zoneCredentials of zones that have one of their own for the source, by their ids
   */
  public record Twitter(
      TwitterSource source,
      URI twitterapiBaseUrl,
      String twitterapiKey,
      URI xBaseUrl,
      String xBearerToken,
      XDialect xDialect,
      Map<String, String> zoneCredentials) {
    public Twitter {
      zoneCredentials = Map.copyOf(zoneCredentials);
    }

    /** Without the credentials: a record that is logged by accident gives nothing away. */
    @Override
    public String toString() {
      return "Twitter[" + source + "]";
    }
  }

  /**
   * How any platform is called.
   *
   * @param timeout of one call
   * @param inFlight calls of one process and credential at once
   * @param tries of one call, the first included
   * @param failureRate percent of failed calls in the window that opens the breaker
   * @param window calls the failure rate is taken over
   * @param openFor how long the breaker stays open before it probes
   */
  public record Upstream(
      Duration timeout,
      int inFlight,
      int tries,
      Duration retryDelay,
      int failureRate,
      int window,
      Duration openFor) {
    /** The same for a slower platform. */
    public Upstream withTimeout(Duration longer) {
      return new Upstream(longer, inFlight, tries, retryDelay, failureRate, window, openFor);
    }

    public Upstream {
      between("TIDEMARK_UPSTREAM_TIMEOUT", timeout, Duration.ofMillis(1), Duration.ofMinutes(2));
      between("TIDEMARK_UPSTREAM_RETRY_DELAY", retryDelay, Duration.ZERO, Duration.ofMinutes(1));
      between("TIDEMARK_UPSTREAM_IN_FLIGHT", inFlight, 1, 100);
      between("TIDEMARK_UPSTREAM_TRIES", tries, 1, 10);
      between("TIDEMARK_UPSTREAM_FAILURE_RATE", failureRate, 1, 100);
      between("TIDEMARK_UPSTREAM_FAILURE_WINDOW", window, 2, 1_000);
      positive("TIDEMARK_UPSTREAM_OPEN_FOR", openFor);
    }

    /** How long a call takes at most with all its tries, once its turn has come. */
    public Duration longestCall() {
      // Each wait between two tries is twice the one before.
      return timeout.multipliedBy(tries).plus(retryDelay.multipliedBy((1L << (tries - 1)) - 1));
    }
  }

  /**
   * @param coalescing how late a lot may fire to share a call with others
   * @param lease how long a claim holds without renewal
   * @param batch lots claimed at once
   * @param instances passes of one process that may run at once
   * @param idle after which a worker looks for due lots although nothing woke it
   * @param refreshesPerHour of one zone that may call the platform; 0 for no limit
   */
  public record Tracker(
      Duration coalescing,
      Duration lease,
      int batch,
      int instances,
      Duration idle,
      int refreshesPerHour) {
    public Tracker {
      between("TIDEMARK_TRACKER_COALESCING", coalescing, Duration.ZERO, Duration.ofMinutes(10));
      between("TIDEMARK_TRACKER_LEASE", lease, Duration.ofSeconds(1), Duration.ofHours(1));
      between("TIDEMARK_TRACKER_BATCH", batch, 1, 5_000);
      between("TIDEMARK_TRACKER_INSTANCES", instances, 1, 32);
      positive("TIDEMARK_TRACKER_IDLE", idle);
      between("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", refreshesPerHour, 0, 1_000_000);
    }
  }

  /**
   * @param every from one sweep over all DAOs to the next; zero when none begins by itself
   * @param days how old a tweet may be to be swept
   * @param logsRetention how long the log of the sweeps is kept
   * @param maxRequestsPerBatch after as many requests a sweep waits for a quarter of an hour; 0
   *     when only the budget limits it
   */
  public record DaoSweep(
      Duration every, int days, Duration logsRetention, int maxRequestsPerBatch) {
    public DaoSweep {
      Checks.interval(
          "TIDEMARK_DAO_SWEEP_EVERY", every, Duration.ofMinutes(1), Duration.ofDays(30));
      between("TIDEMARK_DAO_SWEEP_DAYS", days, 1, 30);
      atLeast("TIDEMARK_DAO_SWEEP_LOGS_RETENTION", "days", logsRetention.toDays(), 1);
      between("TIDEMARK_DAO_SWEEP_MAX_REQUESTS_PER_BATCH", maxRequestsPerBatch, 0, 10_000);
    }

    /** How old a tweet may be to be swept. */
    public Duration window() {
      return Duration.ofDays(days);
    }
  }

  /**
   * @param snapshots how long snapshots are kept
   * @param tweets how long tweets are kept after they were received
   * @param studioMetrics how long metrics of studio posts are kept, but for the newest of a post
   * @param profileSnapshots how long snapshots of profile posts are kept, but for the newest of a
   *     post
   * @param unrouted how long deliveries are kept whose rule no zone is mapped to
   * @param records how long runs, syncs and other records are kept after they are over
   */
  public record Retention(
      Duration snapshots,
      Duration tweets,
      Duration studioMetrics,
      Duration profileSnapshots,
      Duration unrouted,
      Duration records) {
    public Retention {
      atLeast("TIDEMARK_RETENTION_STUDIO_METRICS", "days", studioMetrics.toDays(), 1);
      atLeast("TIDEMARK_RETENTION_PROFILE_SNAPSHOTS", "days", profileSnapshots.toDays(), 1);
      atLeast("TIDEMARK_RETENTION_TWEETS", "days", tweets.toDays(), 1);
      atLeast("TIDEMARK_RETENTION_RECORDS", "days", records.toDays(), 1);
      atLeast("TIDEMARK_RETENTION_UNROUTED", "hours", unrouted.toHours(), 1);
      atLeast("TIDEMARK_RETENTION_SNAPSHOTS", "days", snapshots.toDays(), 1);
    }
  }

  /**
   * Who vouches for users.
   *
   * @param secret HS256 is accepted with this key only
   * @param jwksUrl RS256 is accepted with the keys found there only
   * @param issuer what {@code iss} must be, if anything
   * @param audience what {@code aud} must name, if anything
   */
  public record Jwt(
      Optional<String> secret,
      Optional<URI> jwksUrl,
      Optional<String> issuer,
      Optional<String> audience) {
    public Jwt {
      secret.ifPresent(key -> atLeast("TIDEMARK_JWT_SECRET", "bytes", bytes(key), 32));
      if (secret.isEmpty() && jwksUrl.isEmpty()) {
        issuer.ifPresent(given -> withoutKey("TIDEMARK_JWT_ISSUER"));
        audience.ifPresent(given -> withoutKey("TIDEMARK_JWT_AUDIENCE"));
      }
    }

    private static void withoutKey(String name) {
      throw new BadSetting(
          name + " has no meaning without TIDEMARK_JWT_SECRET or TIDEMARK_JWT_JWKS_URL.");
    }
  }

  /**
   * What QStash signs its deliveries with.
   *
   * @param nextSigningKey accepted as well, for the time in which keys are rolled
   */
  public record QStash(Optional<String> currentSigningKey, Optional<String> nextSigningKey) {
    public QStash {
      currentSigningKey.ifPresent(
          key -> atLeast("TIDEMARK_QSTASH_CURRENT_SIGNING_KEY", "bytes", bytes(key), 32));
      nextSigningKey.ifPresent(
          key -> atLeast("TIDEMARK_QSTASH_NEXT_SIGNING_KEY", "bytes", bytes(key), 32));
      if (currentSigningKey.isEmpty() && nextSigningKey.isPresent()) {
        throw new BadSetting(
            "TIDEMARK_QSTASH_NEXT_SIGNING_KEY has no meaning without"
                + " TIDEMARK_QSTASH_CURRENT_SIGNING_KEY.");
      }
    }
  }
}

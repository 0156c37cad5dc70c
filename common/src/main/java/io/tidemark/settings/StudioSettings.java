package io.tidemark.settings;

import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the metrics of connected accounts are refreshed.
 *
 * @param every from one run for all workspaces to the next; zero when none begins by itself
 * @param window how long ago a post may have been published
 * @param freshFor age up to which a post is asked about in every run
 * @param settledAfter age from which a post is asked about once a day; between the two in every
 *     second run
 * @param batch posts asked about together at most
 * @param batchDelay by the world's clock, between two batches of an account
 * @param accountsAtOnce of one run
 * @param lease how long a run stays with a process that does not renew it
 * @param encryptionKeys the first seals, all of them open
 * @param cronSecret what a cron job may present in place of a key
 */
public record StudioSettings(
    Duration every,
    Duration window,
    Duration freshFor,
    Duration settledAfter,
    int batch,
    Duration batchDelay,
    int accountsAtOnce,
    Duration lease,
    List<EncryptionKey> encryptionKeys,
    Optional<String> cronSecret) {

  private static final Duration USUAL_RHYTHM = Duration.ofHours(6);

  public static final String ENCRYPTION_KEYS = "TIDEMARK_STUDIO_ENCRYPTION_KEYS";

  /** A key of 32 bytes and the name by which rows refer to it. */
  public record EncryptionKey(String id, byte[] key) {

    /** Without the key. */
    @Override
    public String toString() {
      return "key " + id;
    }
  }

  public StudioSettings {
    encryptionKeys = List.copyOf(encryptionKeys);
    Checks.interval("TIDEMARK_STUDIO_EVERY", every, Duration.ofMinutes(1), Duration.ofDays(30));
    Checks.between("TIDEMARK_STUDIO_WINDOW", window, Duration.ofHours(1), Duration.ofDays(3650));
    Checks.between("TIDEMARK_STUDIO_FRESH_FOR", freshFor, Duration.ZERO, window);
    Checks.between("TIDEMARK_STUDIO_SETTLED_AFTER", settledAfter, freshFor, Duration.ofDays(3650));
    Checks.between("TIDEMARK_STUDIO_BATCH", batch, 1, 100);
    Checks.between(
        "TIDEMARK_STUDIO_BATCH_DELAY", batchDelay, Duration.ZERO, Duration.ofMinutes(10));
    Checks.between("TIDEMARK_STUDIO_ACCOUNTS_AT_ONCE", accountsAtOnce, 1, 100);
    Checks.between("TIDEMARK_STUDIO_LEASE", lease, Duration.ofSeconds(1), Duration.ofHours(1));
    cronSecret.ifPresent(
        secret -> Checks.atLeast("TIDEMARK_STUDIO_CRON_SECRET", "characters", secret.length(), 16));
  }

  /** How far runs are apart, as posts are judged due: six hours where others begin them. */
  public Duration rhythm() {
    return every.isZero() ? USUAL_RHYTHM : every;
  }

  static StudioSettings from(SettingValues values) {
    return new StudioSettings(
        values.interval("studio.every", USUAL_RHYTHM),
        values.duration("studio.window", Duration.ofDays(30)),
        values.duration("studio.fresh-for", Duration.ofDays(2)),
        values.duration("studio.settled-after", Duration.ofDays(7)),
        values.integer("studio.batch", 10),
        values.duration("studio.batch-delay", Duration.ofSeconds(2)),
        values.integer("studio.accounts-at-once", 4),
        values.duration("studio.lease", Duration.ofSeconds(60)),
        keys(values.list("studio.encryption-keys")),
        values.text("studio.cron-secret"));
  }

  private static List<EncryptionKey> keys(List<String> pairs) {
    List<EncryptionKey> keys = pairs.stream().map(StudioSettings::key).toList();
    Set<String> ids = new HashSet<>();
    for (EncryptionKey key : keys) {
      if (!ids.add(key.id())) {
        throw new BadSetting(ENCRYPTION_KEYS + " has two keys with the id " + key.id() + ".");
      }
    }
    return keys;
  }

  /** Says nothing of what was given: it may be the key itself. */
  private static EncryptionKey key(String pair) {
    int colon = pair.indexOf(':');
    if (colon < 1 || colon > 64) {
      throw new BadSetting(
          ENCRYPTION_KEYS
              + " must be id:key pairs, comma-separated, each key being 32 bytes in base64"
              + " (openssl rand -base64 32); one has no id.");
    }
    String id = pair.substring(0, colon).strip();
    try {
      byte[] key = Base64.getDecoder().decode(pair.substring(colon + 1).strip());
      if (key.length == 32) {
        return new EncryptionKey(id, key);
      }
      throw new BadSetting(
          "%s must name keys of 32 bytes; %s has %d.".formatted(ENCRYPTION_KEYS, id, key.length));
    } catch (IllegalArgumentException notBase64) {
      throw new BadSetting(
          "%s must name keys in base64, which %s is not.".formatted(ENCRYPTION_KEYS, id));
    }
  }
}

package io.tidemark.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down the guessing of credentials: too many failures within a minute (20 by default) block
 * an address for 30 seconds, twice as long each time it goes on, 15 minutes at most.
 *
 * <p>A success resets no count, or a caller with one valid key could guess others beside it; counts
 * end with time alone. The gateway lets credentials through that were valid lately: a neighbour
 * behind the same address must not lock others out.
 */
public final class FailedAttempts {

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_BLOCK = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST_BLOCK = Duration.ofMinutes(15).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** An attacker decides how many addresses there are; 25 MB of them at most. */
  private static final int ADDRESSES = 100_000;

  private final LongSupplier nanoTime;
  private final Cache<String, Tally> tallies;
  private final Cache<String, Boolean> good;

  private final int allowed;

  /**
   * @param allowed failures of one address within a minute
   */
  public FailedAttempts(int allowed, LongSupplier nanoTime) {
    this.allowed = allowed;
    this.nanoTime = nanoTime;
    this.tallies = forAnHour(nanoTime).build();
    this.good = forAnHour(nanoTime).build();
  }

  private static Caffeine<Object, Object> forAnHour(LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(ADDRESSES)
        .expireAfterWrite(Duration.ofHours(1))
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run);
  }

  /** How long the address has to wait, in whole seconds; empty when it has not. */
  public OptionalInt blockedForSeconds(String address) {
    Tally known = tallies.getIfPresent(network(address));
    long left = known == null ? 0 : known.blockLeft(nanoTime.getAsLong());
    return left > 0 ? OptionalInt.of((int) ((left + SECOND - 1) / SECOND)) : OptionalInt.empty();
  }

  /** Notes a credential that was not good. */
  public void failed(String address) {
    long now = nanoTime.getAsLong();
    tallies
        .asMap()
        .compute(
            network(address),
            (network, known) -> {
              Tally its = known == null ? new Tally(allowed) : known;
              its.failed(now);
              return its;
            });
  }

  /** Whether the credential with this SHA-256 was good within the last hour. */
  public boolean wasGood(byte[] hash) {
    return good.getIfPresent(HexFormat.of().formatHex(hash)) != null;
  }

  /** Notes that the credential with this SHA-256 was good. */
  public void good(byte[] hash) {
    good.put(HexFormat.of().formatHex(hash), true);
  }

  /** How many addresses have failures. */
  long size() {
    tallies.cleanUp();
    return tallies.estimatedSize();
  }

  /**
   * Whose address it is. One household has 2^64 addresses of IPv6 and may use a new one for each
   * guess; it has one network.
   */
  private static String network(String address) {
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null || bytes.length == 4) {
      return address;
    }
    return isOfVersion4(bytes)
        ? NetUtil.bytesToIpAddress(bytes, 12, 4)
        : HexFormat.of().formatHex(bytes, 0, 8);
  }

  /** {@code ::ffff:192.0.2.1} is 192.0.2.1 as a socket for both versions sees it. */
  private static boolean isOfVersion4(byte[] bytes) {
    for (int at = 0; at < 10; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  /** The failures of one address. */
  private static final class Tally {
    private final int allowed;
    private final long[] failures;
    private int count;
    private int blocks;
    private long blockedUntil;

    Tally(int allowed) {
      this.allowed = allowed;
      this.failures = new long[allowed];
    }

    synchronized long blockLeft(long now) {
      return blocks == 0 ? 0 : blockedUntil - now;
    }

    synchronized void failed(long now) {
      if (blockLeft(now) > 0) {
        return;
      }
      if (blocks > 0 && now - blockedUntil > LONGEST_BLOCK) {
        blocks = 0;
      }
      // The oldest of them stands where this one goes.
      int at = count % allowed;
      failures[at] = now;
      count++;
      int oldest = count % allowed;
      if (count >= allowed && now - failures[oldest] < WINDOW) {
        blockedUntil = now + Math.min(LONGEST_BLOCK, FIRST_BLOCK << Math.min(blocks, 10));
        blocks++;
        count = 0;
      }
    }
  }
}

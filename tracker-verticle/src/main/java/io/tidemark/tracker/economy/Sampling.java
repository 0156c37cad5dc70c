package io.tidemark.tracker.economy;

import io.tidemark.access.Hashes;
import java.nio.ByteBuffer;

/**
 * Which tweets are sampled. The id alone decides, so that the choice is the same on every process
 * and at every delivery, and can be checked by others.
 */
public final class Sampling {

  private Sampling() {}

  /**
   * Whether a tweet is sampled: the first eight bytes of the SHA-256 of its id, as a fraction of
   * 2⁶⁴, are below the share.
   *
   * @param share of the tweets that are sampled; none at zero, all at one
   */
  public static boolean isSampled(String tweetId, double share) {
    return fraction(tweetId) < share;
  }

  /** In steps of 2⁻⁵³, which a double can tell apart; below one. */
  static double fraction(String tweetId) {
    byte[] hash = Hashes.sha256(tweetId);
    return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53;
  }
}

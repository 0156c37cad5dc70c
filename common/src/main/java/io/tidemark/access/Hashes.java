package io.tidemark.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Secrets are kept and compared as SHA-256 only. */
public final class Hashes {

  private Hashes() {}

  /** The SHA-256 of a secret in UTF-8. */
  public static byte[] sha256(String secret) {
    return sha256(secret.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Sixteen hexadecimal digits, 64 bits, that tell secrets apart and do not give them away: among a
   * million credentials two share a name with a chance of one in thirty million.
   */
  public static String shortName(String secret) {
    return secret.isEmpty() ? "none" : HexFormat.of().formatHex(sha256(secret), 0, 8);
  }

  /**
   * What {@link #shortName} gave before it had 64 bits: eight digits. Rows of that name count for
   * the credential until they end.
   */
  public static String formerName(String shortName) {
    return shortName.length() == 16 ? shortName.substring(0, 8) : shortName;
  }
}

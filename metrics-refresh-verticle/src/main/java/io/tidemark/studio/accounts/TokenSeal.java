package io.tidemark.studio.accounts;

import io.tidemark.settings.StudioSettings.EncryptionKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals tokens with AES-256-GCM: the nonce, then the ciphertext with its tag. The account and the
 * use of the token are bound to it, so that a token cannot be moved to another row or column.
 */
public final class TokenSeal {

  /** Which of an account's tokens. */
  public enum Use {
    ACCESS,
    REFRESH
  }

  /** No configured key opens the sealed token. */
  public static final class UnsealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsealException(String sentence) {
      super(sentence);
    }
  }

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SequencedMap<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /**
   * @param keys the first one seals, each of them opens
   */
  public TokenSeal(List<EncryptionKey> keys) {
    keys.forEach(key -> this.keys.put(key.id(), new SecretKeySpec(key.key(), "AES")));
  }

  /** Whether there is a key to seal with. */
  public boolean isConfigured() {
    return !keys.isEmpty();
  }

  /** The key that seals now. */
  public String keyId() {
    return keys.firstEntry().getKey();
  }

  /** Seals a token with the first key, of which there must be one; the nonce is new each time. */
  public byte[] seal(long account, Use use, String token) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.firstEntry().getValue(), nonce);
      cipher.updateAAD(bound(account, use));
      byte[] sealed = cipher.doFinal(token.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  /**
   * @throws UnsealException when the key is not configured, or the token was sealed for another
   *     account or use
   */
  public String open(String keyId, long account, Use use, byte[] sealed) {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new UnsealException(
          "the token of account %d was sealed with the key %s, which TIDEMARK_STUDIO_ENCRYPTION_KEYS does not name"
              .formatted(account, keyId));
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE));
      cipher.updateAAD(bound(account, use));
      return new String(
          cipher.doFinal(sealed, NONCE, sealed.length - NONCE), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnsealException(
          "the token of account %d cannot be opened with the key %s: it was sealed with another key of that name, or for another account"
              .formatted(account, keyId));
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] bound(long account, Use use) {
    return "studio-account:%d:%s".formatted(account, use).getBytes(StandardCharsets.UTF_8);
  }
}

package io.tidemark.access;

import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A few keys of equal right, several of them while one is being rotated. */
public final class KeyRing {

  private final List<byte[]> hashes;

  public KeyRing(List<String> keys) {
    this.hashes = keys.stream().map(Hashes::sha256).toList();
  }

  /**
   * Whether the key is one of ours. Takes the same time whichever key matches and however much of
   * it does: hashes are compared, all of them.
   */
  public boolean admits(@Nullable String presented) {
    if (presented == null) {
      return false;
    }
    byte[] hash = Hashes.sha256(presented);
    boolean found = false;
    for (byte[] known : hashes) {
      found |= MessageDigest.isEqual(known, hash);
    }
    return found;
  }

  public boolean isEmpty() {
    return hashes.isEmpty();
  }
}

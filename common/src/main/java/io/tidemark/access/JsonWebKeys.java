package io.tidemark.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys of a JWKS that may sign users' tokens: RSA, for signatures, of 2048 bits or more. */
record JsonWebKeys(List<Key> keys) {

  /**
   * @param id null when the set gives it none
   */
  record Key(@Nullable String id, RSAPublicKey key) {}

  private static final int WEAKEST = 2048;

  /** A token without a key id is held against so many keys at most. */
  private static final int TRIED = 8;

  JsonWebKeys {
    keys = List.copyOf(keys);
  }

  /**
   * @throws IllegalArgumentException when the text is no set or no key in it may be used
   */
  static JsonWebKeys parse(String json) {
    List<Key> usable = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(json).getKeys()) {
        if (key instanceof RSAKey rsa && isUsable(rsa)) {
          usable.add(new Key(rsa.getKeyID(), rsa.toRSAPublicKey()));
        }
      }
    } catch (ParseException | JOSEException | RuntimeException e) {
      throw new IllegalArgumentException("it is no set of keys", e);
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("it has no RSA key of 2048 bits or more for signatures");
    }
    return new JsonWebKeys(usable);
  }

  private static boolean isUsable(RSAKey key) {
    return (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
        && (key.getAlgorithm() == null || JWSAlgorithm.RS256.equals(key.getAlgorithm()))
        && key.size() >= WEAKEST;
  }

  /** The keys that may have signed a token with this key id; any may when the token names none. */
  List<RSAPublicKey> of(@Nullable String id) {
    return keys.stream()
        .filter(key -> id == null || Objects.equals(key.id(), id))
        .map(Key::key)
        .limit(TRIED)
        .toList();
  }
}

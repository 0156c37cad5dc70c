package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens signed with a key at a URL, and a URL that does not always answer. */
@ExtendWith(VertxExtension.class)
class JwksTest {

  private static Vertx vertx;

  /** Generated once for all: making an RSA key takes seconds before the JVM is warm. */
  private static final JWKSet KEYS = keys();

  private static final KeyPair ONE = pair("one");
  private static final KeyPair TWO = pair("two");
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> SIGNED = new ConcurrentHashMap<>();

  private final TestTime time = new TestTime();
  private final KeyServer server = new KeyServer(vertx);
  private final JwtVerifier verifier = verifier(Optional.empty());

  @AfterEach
  void stop() {
    server.close();
  }

  @BeforeAll
  static void begin(Vertx shared) {
    vertx = shared;
  }

  @Test
  void aTokenIsHeldAgainstTheKeyItNamesAndTheKeysAreFetchedOnce() {
    server.publish(key("1", ONE), key("2", TWO));

    assertThat(caller(sign("1", ONE))).isPresent();
    assertThat(caller(sign("2", TWO))).isPresent();
    assertThat(caller(sign("1", TWO))).as("signed by another than it names").isEmpty();
    assertThat(caller(sign(null, TWO))).as("names none").isPresent();
    assertThat(server.fetches).hasValue(1);
  }

  @Test
  void keysAreFetchedAnewAfterTenMinutes() {
    server.publish(key("1", ONE));
    assertThat(caller(sign("1", ONE))).isPresent();
    server.publish(key("2", TWO));

    time.pass(Duration.ofMinutes(10).minusNanos(1));
    assertThat(caller(sign("1", ONE))).isPresent();
    assertThat(server.fetches).hasValue(1);

    time.pass(Duration.ofNanos(1));
    assertThat(caller(sign("1", ONE))).as("was withdrawn").isEmpty();
    assertThat(server.fetches).hasValue(2);
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesItAndAtMostEveryThirtySeconds() {
    server.publish(key("1", ONE));
    assertThat(caller(sign("1", ONE))).isPresent();
    server.publish(key("1", ONE), key("2", TWO));

    for (int guess = 0; guess < 50; guess++) {
      assertThat(caller(sign("guess-" + guess, TWO))).isEmpty();
    }
    assertThat(server.fetches).hasValue(1);

    time.pass(Duration.ofSeconds(30));
    assertThat(caller(sign("2", TWO))).isPresent();
    assertThat(server.fetches).hasValue(2);
    for (int guess = 0; guess < 50; guess++) {
      assertThat(caller(sign("guess-" + guess, TWO))).isEmpty();
    }
    assertThat(server.fetches).hasValue(2);
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepKeysOut() {
    server.publish(key("1", ONE));
    assertThat(caller(sign("1", ONE))).isPresent();
    server.publish(key("2", TWO));
    time.setBack(Duration.ofHours(5));

    time.pass(Duration.ofSeconds(30));

    assertThat(caller(sign("2", TWO))).isPresent();
  }

  @Test
  void manyAtOnceShareOneFetch() {
    Promise<Void> go = Promise.promise();
    String set = new JWKSet(List.of(key("1", ONE))).toString();
    server.answers = request -> go.future().onSuccess(now -> request.response().end(set));
    String token = sign("1", ONE);

    List<Future<Optional<Caller>>> callers =
        Stream.generate(() -> verifier.caller(token)).limit(100).toList();
    go.complete();

    await(Future.all(callers));
    assertThat(callers).allMatch(caller -> caller.result().isPresent());
    assertThat(server.fetches).hasValue(1);
  }

  @Test
  void knownKeysStayWhileTheirUrlFails() {
    server.publish(key("1", ONE));
    assertThat(caller(sign("1", ONE))).isPresent();
    server.fail();

    time.pass(Duration.ofMinutes(10));
    for (int request = 0; request < 20; request++) {
      assertThat(caller(sign("1", ONE))).isPresent();
      assertThat(caller(sign("2", TWO))).isEmpty();
    }
    assertThat(server.fetches).as("not at each request").hasValue(2);

    server.publish(key("2", TWO));
    time.pass(Duration.ofSeconds(30));
    assertThat(caller(sign("2", TWO))).isPresent();
    assertThat(caller(sign("1", ONE))).isEmpty();
  }

  @Test
  void withoutKeysAuthIsUnavailableAndTheyAreFetchedEachFiveSeconds() {
    server.fail();
    for (int request = 0; request < 20; request++) {
      assertThatThrownBy(() -> caller(sign("1", ONE))).isInstanceOf(AuthUnavailableException.class);
    }
    assertThat(server.fetches).hasValue(1);

    server.publish(key("1", ONE));
    time.pass(Duration.ofSeconds(5));

    assertThat(caller(sign("1", ONE))).isPresent();
  }

  @Test
  void aServerThatIsNotThereIsAFailedFetch() {
    server.close();

    assertThatThrownBy(() -> caller(sign("1", ONE))).isInstanceOf(AuthUnavailableException.class);
  }

  @Test
  void aServerThatSaysNothingIsGivenUpOn() {
    server.answers = request -> {};

    assertThatThrownBy(() -> caller(sign("1", ONE))).isInstanceOf(AuthUnavailableException.class);
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    Promise<Void> cut = Promise.promise();
    String megabyte = " ".repeat(1024 * 1024);
    server.answers =
        request -> {
          request.response().setChunked(true).exceptionHandler(gone -> cut.tryComplete());
          request.response().closeHandler(gone -> cut.tryComplete());
          var unused = request.response().write(megabyte);
        };

    assertThatThrownBy(() -> caller(sign("1", ONE)))
        .isInstanceOf(AuthUnavailableException.class)
        .hasRootCauseMessage("the answer is larger than any set of keys");
    await(cut.future());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":null}",
        "{\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}"
      })
  void anAnswerWithoutAKeyForUsIsAFailedFetch(String body) {
    server.publish(key("1", ONE));
    assertThat(caller(sign("1", ONE))).isPresent();
    server.answer(body);

    time.pass(Duration.ofMinutes(10));

    assertThat(caller(sign("1", ONE))).as("known keys stay").isPresent();
    assertThat(server.fetches).hasValue(2);
  }

  @Test
  void keysThatAreWeakOrForAnotherPurposeAreNotUsed() {
    KeyPair weak = weakPair();
    server.publish(
        key("weak", weak),
        new RSAKey.Builder(key("encrypts", ONE)).keyUse(KeyUse.ENCRYPTION).build(),
        new RSAKey.Builder(key("other", ONE)).algorithm(JWSAlgorithm.PS256).build(),
        key("good", TWO));

    assertThat(caller(sign("good", TWO))).isPresent();
    assertThat(caller(sign("weak", weak))).isEmpty();
    assertThat(caller(sign("encrypts", ONE))).isEmpty();
    assertThat(caller(sign("other", ONE))).isEmpty();
  }

  @Test
  void aPublicKeyIsNoSecret() throws JOSEException {
    server.publish(key("1", ONE));
    byte[] encoded = ONE.getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n";
    for (JwtVerifier each : List.of(verifier, verifier(Optional.of(SECRET)))) {
      for (byte[] secret : List.of(encoded, pem.getBytes(StandardCharsets.UTF_8))) {
        String token = sign(JWSAlgorithm.HS256, "1", new MACSigner(secret));

        assertThat(await(each.caller(token))).isEmpty();
      }
    }
  }

  @Test
  void theSecretAndTheKeysCountBothEachForItsAlgorithm() throws JOSEException {
    server.publish(key("1", ONE));
    JwtVerifier both = verifier(Optional.of(SECRET));

    assertThat(await(both.caller(sign("1", ONE)))).isPresent();
    assertThat(await(both.caller(sign(JWSAlgorithm.HS256, "1", new MACSigner(SECRET)))))
        .isPresent();
    assertThat(caller(sign(JWSAlgorithm.HS256, "1", new MACSigner(SECRET))))
        .as("no secret is set up")
        .isEmpty();
    JWSSigner rsa = new RSASSASigner(ONE.getPrivate());
    assertThat(await(both.caller(sign(JWSAlgorithm.RS512, "1", rsa)))).isEmpty();
    assertThat(await(both.caller(sign(JWSAlgorithm.PS256, "1", rsa)))).isEmpty();
  }

  /** A token may bring a key of its own along, which is nobody's key. */
  @Test
  void aKeyThatTheTokenBringsAlongIsNotUsed() throws JOSEException {
    server.publish(key("1", ONE));
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(key("2", TWO))
            .jwkURL(URI.create("http://127.0.0.1:1/keys"))
            .build();
    var token = new SignedJWT(header, claims());
    token.sign(new RSASSASigner(TWO.getPrivate()));

    assertThat(caller(token.serialize())).isEmpty();
  }

  private JwtVerifier verifier(Optional<String> secret) {
    return new JwtVerifier(
        vertx,
        new Settings.Jwt(
            secret, Optional.of(URI.create(server.url())), Optional.empty(), Optional.empty()),
        time,
        time);
  }

  private Optional<Caller> caller(String token) {
    return await(verifier.caller(token));
  }

  private static RSAKey key(String id, KeyPair pair) {
    return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build();
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .expirationTime(Date.from(NOON.plus(Duration.ofDays(1))))
        .build();
  }

  /** The same token each time: signing takes longer than anything else here. */
  private static String sign(@Nullable String id, KeyPair pair) {
    return SIGNED.computeIfAbsent(
        id + " " + (pair == ONE ? "one" : pair == TWO ? "two" : "weak"),
        first -> {
          try {
            return sign(JWSAlgorithm.RS256, id, new RSASSASigner(pair.getPrivate(), true));
          } catch (JOSEException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static String sign(JWSAlgorithm algorithm, String id, JWSSigner signer)
      throws JOSEException {
    var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims());
    token.sign(signer);
    return token.serialize();
  }

  private static JWKSet keys() {
    try (InputStream file = JwksTest.class.getResourceAsStream("rsa-keys.json")) {
      return JWKSet.load(file);
    } catch (IOException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String id) {
    try {
      return KEYS.getKeyByKeyId(id).toRSAKey().toKeyPair();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair weakPair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

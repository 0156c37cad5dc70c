package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens signed with the secret, good and bad. */
@ExtendWith(VertxExtension.class)
class JwtVerifierTest {

  private static Vertx vertx;
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final TestTime time = new TestTime();
  private final JwtVerifier verifier =
      new JwtVerifier(
          vertx,
          new Settings.Jwt(
              Optional.of(SECRET), Optional.empty(), Optional.of("issuer"), Optional.of("us")),
          time,
          time);

  @BeforeAll
  static void begin(Vertx shared) {
    vertx = shared;
  }

  @Test
  void aTokenSaysWhoItsHolderIs() {
    assertThat(
            caller(
                sign(
                    claims ->
                        claims
                            .claim("zones", List.of("brand", "launch"))
                            .claim("workspaces", List.of("*"))
                            .claim("scope", "read trigger"))))
        .contains(
            new Caller(
                "ada",
                Set.of(Scope.READ, Scope.TRIGGER),
                Tenants.of(List.of("brand", "launch")),
                Tenants.ALL));
  }

  @Test
  void aTokenThatSaysNothingMoreSeesNoTenant() {
    assertThat(caller(sign(claims -> claims)))
        .contains(new Caller("ada", Set.of(Scope.READ, Scope.REFRESH), Tenants.NONE, Tenants.NONE));
    assertThat(caller(sign(claims -> claims.subject(null))).orElseThrow().name())
        .isEqualTo("unnamed");
  }

  static Stream<Arguments> scopes() {
    return Stream.of(
        Arguments.of(Map.of("scope", "read"), Set.of(Scope.READ)),
        Arguments.of(Map.of("scope", "openid  admin profile"), Set.of(Scope.ADMIN)),
        Arguments.of(Map.of("scope", "openid"), Set.of()),
        Arguments.of(Map.of("scope", ""), Set.of()),
        Arguments.of(Map.of("scope", "READ"), Set.of()),
        Arguments.of(Map.of("scope", "webhook"), Set.of()),
        Arguments.of(Map.of("scopes", List.of("webhook", "read")), Set.of(Scope.READ)),
        Arguments.of(
            Map.of("scopes", List.of("refresh", "trigger")), Set.of(Scope.REFRESH, Scope.TRIGGER)),
        Arguments.of(Map.of("scopes", List.of()), Set.of()),
        Arguments.of(
            Map.of("scope", "read", "scopes", List.of("trigger")),
            Set.of(Scope.READ, Scope.TRIGGER)));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void scopesAreWordsOrAList(Map<String, Object> given, Set<Scope> expected) {
    String token =
        sign(
            claims -> {
              given.forEach(claims::claim);
              return claims;
            });

    assertThat(caller(token).orElseThrow().scopes()).isEqualTo(expected);
  }

  @Test
  void aStarAmongOthersIsNoStar() {
    Caller caller = caller(sign(claims -> claims.claim("zones", List.of("*", "a")))).orElseThrow();

    assertThat(caller.zones().all()).isFalse();
    assertThat(caller.zones().contains("b")).isFalse();
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("zones", "*"),
        Arguments.of("zones", List.of(1)),
        Arguments.of("zones", Arrays.asList("a", null)),
        Arguments.of("workspaces", Map.of("a", "b")),
        Arguments.of("scope", List.of("read")),
        Arguments.of("scope", 1),
        Arguments.of("scopes", "read"),
        Arguments.of("exp", "tomorrow"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aClaimOfAnotherKindIsRefusedRatherThanGuessed(String claim, Object value) {
    assertThat(caller(sign(claims -> claims.claim(claim, value)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-60, true", "0, true", "4, true", "5, false", "6, false", "86400, false"})
  void aTokenCountsFiveSecondsLongerThanItSays(long secondsAgo, boolean accepted) {
    Date expiry = Date.from(NOON.minusSeconds(secondsAgo));

    assertThat(caller(sign(claims -> claims.expirationTime(expiry))).isPresent())
        .isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"-60, true", "0, true", "4, true", "5, true", "6, false", "86400, false"})
  void aTokenCountsFiveSecondsSoonerThanItSays(long secondsAhead, boolean accepted) {
    Date from = Date.from(NOON.plusSeconds(secondsAhead));
    Date expiry = Date.from(NOON.plusSeconds(1_000_000));

    assertThat(
            caller(sign(claims -> claims.notBeforeTime(from).expirationTime(expiry))).isPresent())
        .isEqualTo(accepted);
  }

  @Test
  void aTokenThatWasAcceptedExpires() {
    String token = sign(claims -> claims);
    assertThat(caller(token)).isPresent();

    time.pass(Duration.ofMinutes(10));
    assertThat(caller(token)).isEmpty();

    time.setBack(Duration.ofMinutes(10));
    assertThat(caller(token)).as("by the time of day, which may be set").isPresent();
  }

  @Test
  void aTokenThatNeverExpiresIsRefused() {
    assertThat(caller(sign(claims -> claims.expirationTime(null)))).isEmpty();
  }

  @Test
  void aTokenOfAnotherIssuerOrForOthersIsRefused() {
    assertThat(caller(sign(claims -> claims.issuer("other")))).isEmpty();
    assertThat(caller(sign(claims -> claims.issuer(null)))).isEmpty();
    assertThat(caller(sign(claims -> claims.audience("others")))).isEmpty();
    assertThat(caller(sign(claims -> claims.audience((String) null)))).isEmpty();
    assertThat(caller(sign(claims -> claims.audience(List.of("others", "us"))))).isPresent();
  }

  @Test
  void anIssuerAndAnAudienceThatNobodyAskedForMayBeAny() {
    var lenient =
        new JwtVerifier(
            vertx,
            new Settings.Jwt(
                Optional.of(SECRET), Optional.empty(), Optional.empty(), Optional.empty()),
            time,
            time);

    assertThat(await(lenient.caller(sign(claims -> claims.issuer("other").audience("others")))))
        .isPresent();
  }

  @Test
  void aTokenSignedWithAnotherSecretIsRefused() {
    assertThat(
            caller(sign(JWSAlgorithm.HS256, "another-secret-of-thirty-two-byte", claims -> claims)))
        .isEmpty();
  }

  @Test
  void aChangedTokenIsRefused() {
    String[] parts = sign(claims -> claims).split("\\.");
    String admin =
        sign(
                JWSAlgorithm.HS256,
                "another-secret-of-thirty-two-byte",
                claims -> claims.claim("scope", "admin"))
            .split("\\.")[1];

    assertThat(caller(parts[0] + "." + admin + "." + parts[2])).isEmpty();
    assertThat(caller(parts[0] + "." + parts[1] + "." + parts[2].substring(2))).isEmpty();
    assertThat(caller(parts[0] + "." + parts[1] + ".")).isEmpty();
  }

  @Test
  void otherAlgorithmsOfTheSameKindAreRefused() {
    String longSecret = SECRET + SECRET;
    var strict =
        new JwtVerifier(
            vertx,
            new Settings.Jwt(
                Optional.of(longSecret), Optional.empty(), Optional.empty(), Optional.empty()),
            time,
            time);

    assertThat(await(strict.caller(sign(JWSAlgorithm.HS256, longSecret, claims -> claims))))
        .isPresent();
    assertThat(await(strict.caller(sign(JWSAlgorithm.HS384, longSecret, claims -> claims))))
        .isEmpty();
    assertThat(await(strict.caller(sign(JWSAlgorithm.HS512, longSecret, claims -> claims))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
        "{\"alg\":\"\"}",
        "{\"alg\":null}",
        "{\"typ\":\"JWT\"}",
        "{\"alg\":\"RS256\",\"kid\":\"1\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}",
        "{}",
        "[]",
        "null",
        "{"
      })
  void aTokenThatChoosesItsOwnAlgorithmIsRefused(String header) {
    String[] parts = sign(claims -> claims).split("\\.");

    for (String signature : List.of("", "AAAA", parts[2])) {
      assertThat(caller(base64(header) + "." + parts[1] + "." + signature)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b.c", "a.b", "ä.ö.ü", "eyJhbGciOiJIUzI1NiJ9..", " . . "})
  void rubbishIsRefused(String token) {
    assertThat(caller(token)).isEmpty();
  }

  @Test
  void whatIsTooLongOrTooDeepIsRefused() {
    assertThat(caller("a".repeat(5_000_000) + ".b.c")).isEmpty();
    String deep = base64("{\"alg\":\"HS256\",\"a\":" + "[".repeat(4_000) + "}");
    assertThat(caller(deep + ".e30.AAAA")).isEmpty();
  }

  @Test
  void withoutAKeyNoTokenIsAccepted() {
    var none =
        new JwtVerifier(
            vertx,
            new Settings.Jwt(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            time,
            time);

    assertThat(none.isConfigured()).isFalse();
    assertThat(verifier.isConfigured()).isTrue();
    assertThat(await(none.caller(sign(claims -> claims)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.b.c, true",
    "a.b, false",
    "a.b.c.d, false",
    "..c, false",
    "a..c, false",
    "a.b., true"
  })
  void aTokenHasThreeParts(String presented, boolean has) {
    assertThat(JwtVerifier.hasTheForm(presented)).isEqualTo(has);
  }

  private Optional<Caller> caller(String token) {
    return await(verifier.caller(token));
  }

  private static String sign(UnaryOperator<JWTClaimsSet.Builder> change) {
    return sign(JWSAlgorithm.HS256, SECRET, change);
  }

  private static String sign(
      JWSAlgorithm algorithm, String secret, UnaryOperator<JWTClaimsSet.Builder> change) {
    var claims =
        new JWTClaimsSet.Builder()
            .subject("ada")
            .issuer("issuer")
            .audience("us")
            .expirationTime(Date.from(NOON.plusSeconds(60)));
    try {
      var signed = new SignedJWT(new JWSHeader(algorithm), change.apply(claims).build());
      signed.sign(new MACSigner(secret));
      return signed.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

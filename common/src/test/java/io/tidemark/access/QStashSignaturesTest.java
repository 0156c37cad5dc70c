package io.tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.access.SignatureDecision.Genuine;
import io.tidemark.access.SignatureDecision.Refused;
import io.tidemark.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QStashSignaturesTest {

  /** The published keys of the development server. */
  private static final String CURRENT = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

  private static final String NEXT = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";
  private static final String URL = "https://tidemark.example.com/api/twitter/engagement/track-lot";
  private static final String ODD_BODY =
      "{ \"lotId\" :1,\r\n\t\"note\":  \"Größe 潮汐 🌊\u00a0\" ,\"tweetDbIds\":[ 1,2 ,3]}\n\n";

  private final TestTime time = new TestTime();
  private final QStashSignatures signatures =
      new QStashSignatures(new Settings.QStash(Optional.of(CURRENT), Optional.of(NEXT)), time);

  /**
   * Not made with the library that reads it: header and payload as QStash writes them, signed with
   * a published key.
   */
  @Test
  void aSignatureThatWasMadeElsewhereIsGenuine() {
    SignatureDecision verdict =
        signatures.verify(VECTOR, ODD_BODY.getBytes(StandardCharsets.UTF_8), URL);

    assertThat(verdict)
        .isEqualTo(new Genuine("jwt_67kxXD6UBAk7DqU6hzuHMDdXFXfP", TestTime.NOON.plusSeconds(300)));
  }

  private static final String VECTOR =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJVcHN0YXNoIiwic3ViIjoiaHR0cHM6L"
          + "y90aWRlbWFyay5leGFtcGxlLmNvbS9hcGkvdHdpdHRlci9lbmdhZ2VtZW50L3RyYWNrLWxvdCIsImV"
          + "4cCI6MTc3MjM2NjcwMCwibmJmIjoxNzcyMzY2NDAwLCJpYXQiOjE3NzIzNjY0MDAsImp0aSI6Imp3d"
          + "F82N2t4WEQ2VUJBazdEcVU2aHp1SE1EZFhGWGZQIiwiYm9keSI6IllZNEVvcXBXOEthYW1vTGJLRVE"
          + "wOFV0YzJUSUtja0RmT3FsVEJsUnY1cDQ9In0.4zfxJXTSJ6E3vjcPIiuDirND052AxTMrPLhykJNGG"
          + "jU";

  @ParameterizedTest
  @ValueSource(strings = {CURRENT, NEXT})
  void bothKeysCountWhileTheyAreRolled(String key) {
    assertGenuine(verify(sign(key, claims -> claims), ODD_BODY));
  }

  @ParameterizedTest
  @ValueSource(strings = {ODD_BODY, "", "{}", " "})
  void theRawBodyIsWhatCounts(String body) {
    assertGenuine(verify(sign(CURRENT, claims -> claims.claim("body", hash(body))), body));
  }

  @Test
  void aBodyThatIsNoTextCountsAsWell() {
    byte[] body = {(byte) 0xff, 0, (byte) 0xc3, 0x28};
    String hash = Base64.getUrlEncoder().encodeToString(Hashes.sha256(body));

    String signature = sign(CURRENT, claims -> claims.claim("body", hash));

    assertGenuine(signatures.verify(signature, body, URL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "=="})
  void paddingOfTheHashSaysNothing(String padding) {
    String bare = hash(ODD_BODY).replace("=", "");

    assertGenuine(verify(sign(CURRENT, claims -> claims.claim("body", bare + padding)), ODD_BODY));
  }

  @Test
  void aBodyThatDiffersByOneSpaceIsAnother() {
    String signature = sign(CURRENT, claims -> claims);

    assertRefused(verify(signature, ODD_BODY + " "), "it is for another body");
    assertRefused(verify(signature, ODD_BODY.replace("1,2 ,3", "1,2,3")), "it is for another body");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "=", "abc", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
  void aHashThatIsNoneOrOfAnotherBodyIsRefused(String claim) {
    assertRefused(
        verify(sign(CURRENT, claims -> claims.claim("body", claim)), ODD_BODY),
        "it is for another body");
  }

  @ParameterizedTest
  @CsvSource({"4, true", "5, false", "6, false", "-1, true"})
  void aSignatureCountsFiveSecondsLongerThanItSays(long secondsAgo, boolean genuine) {
    Instant expiry = TestTime.NOON.minusSeconds(secondsAgo);

    SignatureDecision verdict =
        verify(sign(CURRENT, claims -> claims.expirationTime(Date.from(expiry))), ODD_BODY);

    if (genuine) {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Genuine.class, its -> assertThat(its.expiresAt()).isEqualTo(expiry));
    } else {
      assertRefused(verdict, "it has expired");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "4, true", "5, true", "6, false", "3600, false"})
  void aSignatureCountsFiveSecondsSoonerThanItSays(long secondsAhead, boolean genuine) {
    Date from = Date.from(TestTime.NOON.plusSeconds(secondsAhead));

    SignatureDecision verdict =
        verify(
            sign(
                CURRENT,
                claims ->
                    claims
                        .notBeforeTime(from)
                        .expirationTime(Date.from(TestTime.NOON.plusSeconds(7200)))),
            ODD_BODY);

    assertThat(verdict instanceof Genuine).isEqualTo(genuine);
  }

  @Test
  void theSameSignatureExpiresAsTimePasses() {
    String signature = sign(CURRENT, claims -> claims);
    assertGenuine(verify(signature, ODD_BODY));

    time.pass(Duration.ofSeconds(305));

    assertRefused(verify(signature, ODD_BODY), "it has expired");
  }

  @Test
  void whatIsMissingOrOfSomebodyElseIsRefused() {
    assertRefused(
        verify(sign(CURRENT, claims -> claims.expirationTime(null)), ODD_BODY),
        "it has no time to expire");
    assertRefused(
        verify(sign(CURRENT, claims -> claims.issuer("upstash")), ODD_BODY),
        "its issuer is not Upstash");
    assertRefused(
        verify(sign(CURRENT, claims -> claims.issuer(null)), ODD_BODY),
        "its issuer is not Upstash");
    assertRefused(verify(sign(CURRENT, claims -> claims.jwtID(null)), ODD_BODY), "it has no id");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "http://tidemark.example.com/api/twitter/engagement/track-lot",
        "https://tidemark.example.com/api/twitter/engagement/track-lot/",
        "https://tidemark.example.com/api/twitter/engagement/update",
        "https://TIDEMARK.example.com/api/twitter/engagement/track-lot"
      })
  void aSignatureForAnotherUrlIsRefused(String subject) {
    assertRefused(
        verify(sign(CURRENT, claims -> claims.subject(subject)), ODD_BODY),
        "it is for another URL than " + URL);
  }

  @Test
  void aKeyOfSomebodyElseIsRefused() {
    assertRefused(
        verify(sign("sig_00000000000000000000000000000", claims -> claims), ODD_BODY),
        "no key of ours made its signature");
  }

  @Test
  void otherAlgorithmsAreRefusedEvenWithTheRightKey() throws Exception {
    String longKey = CURRENT + CURRENT;
    var signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims().build());
    signed.sign(new MACSigner(longKey));
    var long512 =
        new QStashSignatures(new Settings.QStash(Optional.of(longKey), Optional.empty()), time);

    assertRefused(
        long512.verify(signed.serialize(), ODD_BODY.getBytes(StandardCharsets.UTF_8), URL),
        "it is not signed with HS256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE"})
  void aTokenWithoutASignatureIsRefused(String algorithm) {
    String header = base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
    String payload = sign(CURRENT, claims -> claims).split("\\.")[1];

    assertThat(verify(header + "." + payload + ".", ODD_BODY)).isInstanceOf(Refused.class);
    assertThat(verify(header + "." + payload + ".AAAA", ODD_BODY)).isInstanceOf(Refused.class);
  }

  @Test
  void aChangedPayloadIsRefused() {
    String[] parts = sign(CURRENT, claims -> claims).split("\\.");
    String other = sign(NEXT, claims -> claims.jwtID("jwt_other")).split("\\.")[1];

    assertRefused(
        verify(parts[0] + "." + other + "." + parts[2], ODD_BODY),
        "no key of ours made its signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "Bearer x", "hunter2.hunter2.hunter2"})
  void rubbishIsRefusedAndNotRepeated(String signature) {
    assertThat(verify(signature, ODD_BODY))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.why()).doesNotContain("hunter2"));
  }

  @Test
  void anEndlessTokenIsNotEvenRead() {
    assertRefused(verify("a.".repeat(10_000_000), ODD_BODY), "it is longer than any token");
  }

  @Test
  void noSignatureIsRefused() {
    assertRefused(verify(null, ODD_BODY), "there is no signature");
  }

  @Test
  void withoutAKeyNothingIsGenuine() {
    var none = new QStashSignatures(new Settings.QStash(Optional.empty(), Optional.empty()), time);

    assertThat(none.isConfigured()).isFalse();
    assertThat(signatures.isConfigured()).isTrue();
    assertRefused(
        none.verify(
            sign(CURRENT, claims -> claims), ODD_BODY.getBytes(StandardCharsets.UTF_8), URL),
        "no signing key is set up");
  }

  private SignatureDecision verify(String signature, String body) {
    return signatures.verify(signature, body.getBytes(StandardCharsets.UTF_8), URL);
  }

  private static void assertGenuine(SignatureDecision verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Genuine.class, genuine -> assertThat(genuine.jti()).startsWith("jwt_"));
  }

  private static void assertRefused(SignatureDecision verdict, String why) {
    assertThat(verdict).isEqualTo(new Refused(why));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("Upstash")
        .subject(URL)
        .expirationTime(Date.from(TestTime.NOON.plusSeconds(300)))
        .notBeforeTime(Date.from(TestTime.NOON))
        .issueTime(Date.from(TestTime.NOON))
        .jwtID("jwt_1")
        .claim("body", hash(ODD_BODY));
  }

  private static String sign(String key, UnaryOperator<JWTClaimsSet.Builder> change) {
    try {
      var signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), change.apply(claims()).build());
      signed.sign(new MACSigner(key));
      return signed.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** With padding, as QStash sends it. */
  private static String hash(String body) {
    return Base64.getUrlEncoder().encodeToString(Hashes.sha256(body));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

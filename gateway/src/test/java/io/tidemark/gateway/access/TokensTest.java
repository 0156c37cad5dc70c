package io.tidemark.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users who come with a JWT. */
@Tag("server")
class TokensTest {

  private static final String SECRET = "a-secret-of-at-least-thirty-two-bytes";

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_JWT_SECRET", SECRET, "TIDEMARK_JWT_AUDIENCE", "tidemark"));

  @BeforeEach
  void begin() {
    world.zone("brand");
    world.zone("rivals");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static JWTClaimsSet.Builder user() {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .audience("tidemark")
        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
        .claim("zones", List.of("brand"));
  }

  private static String signed(JWTClaimsSet claims, String secret) {
    try {
      var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer stats(String token, String zone) {
    return world.api.call("readZoneStats", zone).bearer(token).send();
  }

  @Test
  void aUserSeesTheZonesOfTheTokenAndNoOther() {
    String token = signed(user().build(), SECRET);

    stats(token, "brand").ok();
    stats(token, "rivals").problem(404, "not-found");
    assertThat(world.api.call("listZones").bearer(token).send().list("zones"))
        .extracting(zone -> zone.getString("id"))
        .containsExactly("brand");
    world.api.call("listKeys").bearer(token).send().problem(403, "not-allowed");
  }

  @Test
  void aTokenWithoutZonesSeesNone() {
    stats(signed(user().claim("zones", null).build(), SECRET), "brand").problem(404, "not-found");
  }

  @Test
  void whatDoesNotProveItselfIsRefused() {
    Date later = Date.from(Instant.now().plusSeconds(60));
    Date before = Date.from(Instant.now().minusSeconds(60));
    for (String token :
        List.of(
            signed(user().expirationTime(before).build(), SECRET),
            signed(user().notBeforeTime(later).build(), SECRET),
            signed(user().audience("another").build(), SECRET),
            signed(user().build(), SECRET + "!"),
            new PlainJWT(user().build()).serialize(),
            "a.b.c")) {
      Answer refused = stats(token, "brand");

      refused.problem(401, "key-required");
      assertThat(refused.body()).doesNotContain(token);
    }
  }
}

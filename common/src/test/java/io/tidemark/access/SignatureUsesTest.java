package io.tidemark.access;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.redis.RedisLink;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@Tag("server")
class SignatureUsesTest {

  private static final Instant EXPIRY = TestTime.NOON.plusSeconds(300);

  private static TestFoundation app;

  private final SignatureUses uses = new SignatureUses(app.app().redis(), new TestTime());

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @Test
  void aSignatureIsUsedOnce(TestInfo test) {
    String jti = jti(test);

    assertThat(await(uses.claim(jti, EXPIRY))).isTrue();
    assertThat(await(uses.claim(jti, EXPIRY))).isFalse();
    assertThat(await(uses.claim(jti + "-other", EXPIRY))).isTrue();
  }

  @Test
  void ofManyAtOnceOneGetsIt(TestInfo test) {
    String jti = jti(test);

    List<Boolean> claims =
        await(Future.all(Stream.generate(() -> uses.claim(jti, EXPIRY)).limit(20).toList())).list();

    assertThat(Collections.frequency(claims, true)).isEqualTo(1);
  }

  @Test
  void aUseThatWasGivenBackCanBeHadAgain(TestInfo test) {
    String jti = jti(test);
    await(uses.claim(jti, EXPIRY));

    await(uses.release(jti));

    assertThat(await(uses.claim(jti, EXPIRY))).isTrue();
  }

  @Test
  void aUseIsKeptALittleLongerThanItsSignatureCounts(TestInfo test) {
    String jti = jti(test);
    await(uses.claim(jti, EXPIRY));

    assertThat(keptMillis(jti)).isBetween(330_000L, 360_000L);
  }

  @Test
  void aSignatureThatExpiresNowIsKeptAsWell(TestInfo test) {
    String jti = jti(test);

    assertThat(await(uses.claim(jti, TestTime.NOON.minusSeconds(4)))).isTrue();
    assertThat(await(uses.claim(jti, TestTime.NOON.minusSeconds(4)))).isFalse();
    assertThat(keptMillis(jti)).isPositive();
  }

  @Test
  void withoutRedisEachUseIsTheFirst() {
    var away = new RedisLink(app.vertx(), new Settings.Redis(URI.create("redis://127.0.0.1:1")));
    var uses = new SignatureUses(away, new TestTime());

    assertThat(await(uses.claim("away", EXPIRY))).isTrue();
    assertThat(await(uses.claim("away", EXPIRY))).isTrue();
    await(uses.release("away"));
    await(away.close());
  }

  private static long keptMillis(String jti) {
    return await(app.app().redis().send(Request.cmd(Command.PTTL).arg("tidemark:qstash:" + jti)))
        .toLong();
  }

  private static String jti(TestInfo test) {
    return "jwt_" + test.getTestMethod().orElseThrow().getName();
  }
}

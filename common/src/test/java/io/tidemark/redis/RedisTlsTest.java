package io.tidemark.redis;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.FreePort;
import io.tidemark.tls.TestCertificates;
import io.tidemark.tls.TestCertificates.Signed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

/** {@code rediss://} to a server with TLS before a real Redis, and servers that do not fit. */
@Tag("server")
class RedisTlsTest {

  private static final Vertx vertx = Vertx.vertx();

  @TempDir private static Path folder;
  private static TestCertificates authority;
  private static TestCertificates stranger;
  private static NetServer tls;

  @BeforeAll
  static void serveTls() {
    authority = TestCertificates.in(folder.resolve("authority"));
    stranger = TestCertificates.in(folder.resolve("stranger"));
    Signed server = authority.sign("redis", "localhost");
    URI redis = URI.create(TestFoundation.stores().redis().url());
    NetClient client = vertx.createNetClient();
    tls =
        await(
            vertx
                .createNetServer(
                    new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .addCertPath(server.certificate().toString())
                                .addKeyPath(server.key().toString())))
                .connectHandler(
                    from -> {
                      from.pause();
                      client
                          .connect(redis.getPort(), redis.getHost())
                          .onSuccess(
                              to -> {
                                from.pipeTo(to);
                                to.pipeTo(from);
                              });
                    })
                .listen(0, "127.0.0.1"));
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "rediss, localhost, authority, true",
    "rediss, 127.0.0.1, authority, false", // not in the certificate
    "rediss, localhost, stranger, false",
    "rediss, localhost, , false" // the runtime trusts neither
  })
  void aServerMustShowACertificateOfItsHostByTheAuthority(
      String scheme, String host, String ca, boolean answers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_REDIS_URL", scheme + "://" + host + ":" + tls.actualPort());
    if (ca != null) {
      Path file = (ca.equals("authority") ? authority : stranger).authority();
      settings.put("TIDEMARK_REDIS_CA_FILE", file.toString());
    }
    var link = new RedisLink(vertx, SettingsReader.of(settings).redis().orElseThrow());

    if (answers) {
      assertThat(await(untilAnswered(link))).hasToString("PONG");
      assertThat(link.answers()).isTrue();
      await(link.refuseOtherTopologies());
    } else {
      for (int tries = 0; tries < 5; tries++) {
        assertThat(catchThrowable(() -> await(ping(link)))).isNotNull();
      }
      assertThat(link.answers()).isFalse();
    }
    await(link.close());
  }

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, /etc/hostname, unless TIDEMARK_REDIS_URL is a rediss:// URL",
    ", /etc/hostname, without TIDEMARK_REDIS_URL",
    "rediss://localhost, /nowhere/ca.pem, cannot be read"
  })
  void anAuthorityThatIsOfNoUseIsRefused(String url, String file, String why) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_REDIS_CA_FILE", file);
    if (url != null) {
      settings.put("TIDEMARK_REDIS_URL", url);
    }

    assertThatThrownBy(() -> SettingsReader.of(settings))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining(why);
  }

  @Test
  void aRedisClusterIsRefused() throws IOException {
    int port = FreePort.find();
    while (port > 55_000) { // its bus is 10,000 above
      port = FreePort.find();
    }
    RedisServer cluster =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("dir " + folder)
            .setting("save \"\"")
            .setting("cluster-enabled yes")
            .build();
    cluster.start();
    try {
      var link = new RedisLink(vertx, new Settings.Redis(URI.create("redis://127.0.0.1:" + port)));
      await(untilAnswered(link));

      assertThat(catchThrowable(() -> await(link.refuseOtherTopologies())))
          .isInstanceOf(BadSetting.class)
          .hasMessageContaining("Redis Cluster, which is not supported");
      await(link.close());
    } finally {
      cluster.stop();
    }
  }

  @Test
  void aSentinelIsRefused() throws IOException {
    int port = FreePort.find();
    RedisSentinel sentinel =
        RedisSentinel.newRedisSentinel()
            .port(port)
            .bind("127.0.0.1")
            .masterName("tidemark")
            .masterPort(URI.create(TestFoundation.stores().redis().url()).getPort())
            .quorumSize(1)
            .build();
    sentinel.start();
    try {
      var link = new RedisLink(vertx, new Settings.Redis(URI.create("redis://127.0.0.1:" + port)));
      await(untilAnswered(link));

      assertThat(catchThrowable(() -> await(link.refuseOtherTopologies())))
          .isInstanceOf(BadSetting.class)
          .hasMessageContaining("Redis Sentinel, which is not supported");
      await(link.close());
    } finally {
      sentinel.stop();
    }
  }

  @Test
  void aRedisThatIsAwayIsNotRefused() {
    var link =
        new RedisLink(
            vertx, new Settings.Redis(URI.create("redis://127.0.0.1:" + FreePort.find())));

    await(link.refuseOtherTopologies());
    await(link.close());
  }

  private static Future<Object> ping(RedisLink link) {
    return link.send(Request.cmd(Command.PING)).map(answer -> answer);
  }

  private static Future<Object> untilAnswered(RedisLink link) {
    return ping(link)
        .recover(
            away -> vertx.timer(20, TimeUnit.MILLISECONDS).compose(later -> untilAnswered(link)));
  }
}

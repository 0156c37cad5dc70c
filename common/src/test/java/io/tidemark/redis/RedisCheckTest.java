package io.tidemark.redis;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.FakeServer;
import io.tidemark.servers.ServerAddress;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisCheckTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    await(vertx.close());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "'', -NOAUTH Authentication required., asks for a password",
    "':secret@', '-WRONGPASS invalid username-password pair', refuses the password",
    "':secret@', '-ERR AUTH <password> called without any password configured', has no password",
    "'', '-NOPERM no permissions', denies this user",
  })
  void aRefusalIsToldWithAddressAndRemedy(String login, String answer, String sentence) {
    try (var server = FakeServer.redis(answer)) {
      Throwable problem = failure("redis://%s127.0.0.1:%d".formatted(login, server.port()));

      assertThat(problem).isInstanceOf(BadSetting.class).hasMessageContaining(sentence);
      assertThat(problem)
          .isNotInstanceOf(ServerAddress.Unreachable.class)
          .hasMessageContaining("127.0.0.1:" + server.port());
      assertThat(problem.getMessage()).doesNotContain("secret").hasLineCount(1);
    }
  }

  @Test
  void aServerThatLoadsItsDataIsNoRefusal() {
    try (var server = FakeServer.redis("-LOADING Redis is loading the dataset in memory")) {
      assertThat(failure("redis://127.0.0.1:" + server.port())).isNull();
    }
  }

  @Test
  void nothingThereIsUnreachable() {
    int port;
    try (var server = FakeServer.closing()) {
      port = server.port();
    }

    for (String scheme : new String[] {"redis", "rediss"}) {
      assertThat(failure("%s://127.0.0.1:%d".formatted(scheme, port)))
          .isInstanceOf(ServerAddress.Unreachable.class)
          .hasMessage(
              "Redis does not answer at 127.0.0.1:%d (connection refused): start"
                  + " it there, or correct TIDEMARK_REDIS_URL.",
              port);
    }
  }

  /** A Redis that is busy or restarts behind a proxy must not end the start of a used database. */
  @Test
  void aServerThatSaysNothingOrClosesIsUnreachable() {
    try (var silent = FakeServer.silent();
        var closing = FakeServer.closing()) {
      assertThat(failure("redis://127.0.0.1:" + silent.port()))
          .isInstanceOf(ServerAddress.Unreachable.class)
          .hasMessageContaining("accepts connections at 127.0.0.1:" + silent.port());
      assertThat(failure("redis://127.0.0.1:" + closing.port()))
          .isInstanceOf(ServerAddress.Unreachable.class)
          .hasMessageContaining("must begin with rediss://");
    }
  }

  @Test
  void aConnectionThatClosesInTheHandshakeIsUnreachable() {
    try (var closing = FakeServer.closing()) {
      String url = "rediss://127.0.0.1:" + closing.port();
      // The first handshake of a cold JVM can take longer than the check waits.
      failure(url);
      assertThat(failure(url)).isInstanceOf(ServerAddress.Unreachable.class);
    }
  }

  @Test
  void anotherServerIsToldFromRedis() {
    try (var server = FakeServer.web();
        var closing = FakeServer.closing();
        var plain = FakeServer.redis("-ERR unknown command")) {
      assertThat(failure("redis://127.0.0.1:" + server.port()))
          .hasMessageContaining("does not answer as Redis does");
      assertThat(failure("redis://127.0.0.1:" + closing.port()))
          .hasMessageContaining("must begin with rediss://");
      // The first handshake of a cold JVM can take longer than the check waits.
      failure("rediss://127.0.0.1:" + plain.port());
      assertThat(failure("rediss://127.0.0.1:" + plain.port()))
          .hasMessageContaining("if the server speaks no TLS");
    }
  }

  private Throwable failure(String url) {
    return catchThrowable(() -> await(RedisCheck.run(vertx, new Settings.Redis(URI.create(url)))));
  }
}

package io.tidemark.redis;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.Settings;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RedisLinkTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aCommandIsAnswered() {
    RedisLink link = unhurried(TestFoundation.stores().redis().url());

    await(link.send(Request.cmd(Command.SET).arg("RedisLinkTest").arg("warm")));

    assertThat(await(link.send(Request.cmd(Command.GET).arg("RedisLinkTest")))).hasToString("warm");
    assertThat(link.answers()).isTrue();
    await(link.close());
  }

  /** More at once than there are connections, and than the driver lets wait by default. */
  @Test
  void aBurstOfCommandsIsAnsweredOverAFewConnections() {
    var network = new Network(vertx, URI.create(TestFoundation.stores().redis().url()));
    RedisLink link = unhurried(network.url());
    List<Future<Response>> pings = new ArrayList<>();
    for (int command = 0; command < 150; command++) {
      pings.add(ping(link));
    }

    await(Future.all(pings));

    assertThat(pings).allMatch(ping -> ping.result().toString().equals("PONG"));
    assertThat(network.connections()).isBetween(1, 8);
    assertThat(link.answers()).isTrue();
    await(link.close());
  }

  @Test
  void aStoppedRedisFailsAndIsUsedAgainWhenItIsBack() {
    try (var stores = LocalStores.temporary()) {
      RedisLink link = link(stores.redis().url());
      await(untilAnswered(link));

      stores.redis().stop();
      for (int command = 0; command < 40; command++) {
        assertThat(catchThrowable(() -> await(ping(link)))).isNotNull();
      }
      assertThat(link.answers()).isFalse();

      stores.redis().start();
      assertThat(await(untilAnswered(link))).hasToString("PONG");
      assertThat(link.answers()).isTrue();
      await(link.close());
    }
  }

  @Test
  void aRedisThatIsFullIsAwayAndOneThatRefusesACommandIsNot() {
    try (var stores = LocalStores.temporary()) {
      RedisLink link = unhurried(stores.redis().url());
      await(set(link));
      Request ofAnotherType = Request.cmd(Command.LPUSH).arg("key").arg("value");
      assertThat(catchThrowable(() -> await(link.send(ofAnotherType))))
          .hasMessageContaining("WRONGTYPE");
      assertThat(link.answers()).isTrue();

      await(maxMemory(link, "1"));
      assertThat(catchThrowable(() -> await(set(link)))).hasMessageStartingWith("OOM");
      assertThat(link.answers()).isFalse();
      await(ping(link));
      assertThat(link.answers()).as("it answers, and refuses writes").isFalse();

      await(maxMemory(link, "0"));
      await(set(link));
      assertThat(link.answers()).isTrue();
      await(link.close());
    }
  }

  private static Future<Response> set(RedisLink link) {
    return link.send(Request.cmd(Command.SET).arg("key").arg("value"));
  }

  private static Future<Response> maxMemory(RedisLink link, String bytes) {
    return link.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
  }

  @Test
  void aServerThatAcceptsAndSaysNothingFailsEveryCommand() throws IOException {
    try (var blackHole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      RedisLink link = link("redis://127.0.0.1:" + blackHole.getLocalPort());

      List<Future<Response>> pings = new ArrayList<>();
      for (int command = 0; command < 100; command++) {
        pings.add(ping(link));
      }

      assertThat(pings).allMatch(ping -> catchThrowable(() -> await(ping)) != null);
      assertThat(link.answers()).isFalse();
    }
  }

  /** As when a node is cut off: connections stay open for the client and nothing answers. */
  @Test
  void connectionsThatFellSilentAreReplaced() {
    var network = new Network(vertx, URI.create(TestFoundation.stores().redis().url()));
    RedisLink link = link(network.url());
    List<Future<Response>> pings = new ArrayList<>();
    for (int command = 0; command < 8; command++) {
      pings.add(untilAnswered(link));
    }
    await(Future.all(pings));

    network.cut();
    for (int command = 0; command < 60; command++) {
      pings.add(ping(link));
    }
    await(Future.join(pings).otherwiseEmpty());
    assertThat(link.answers()).isFalse();
    network.restore();

    assertThat(await(untilAnswered(link))).hasToString("PONG");
  }

  private RedisLink link(String url) {
    return new RedisLink(vertx, new Settings.Redis(URI.create(url)));
  }

  /** However busy the machine is. */
  private RedisLink unhurried(String url) {
    return new RedisLink(vertx, new Settings.Redis(URI.create(url)), Duration.ofSeconds(30));
  }

  private static Future<Response> ping(RedisLink link) {
    return link.send(Request.cmd(Command.PING));
  }

  private Future<Response> untilAnswered(RedisLink link) {
    return ping(link)
        .recover(
            away -> vertx.timer(20, TimeUnit.MILLISECONDS).compose(later -> untilAnswered(link)));
  }

  /** A way to a server that can be cut; what was connected before stays silent for ever. */
  private static final class Network {
    private final NetServer entrance;
    private final NetClient client;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean cut;

    Network(Vertx vertx, URI server) {
      client = vertx.createNetClient();
      entrance =
          await(
              vertx
                  .createNetServer()
                  .connectHandler(from -> connect(from, server))
                  .listen(0, "127.0.0.1"));
    }

    String url() {
      return "redis://127.0.0.1:" + entrance.actualPort();
    }

    /** So many were ever made. */
    int connections() {
      return connections.get();
    }

    void cut() {
      cut = true;
    }

    void restore() {
      cut = false;
    }

    private void connect(NetSocket from, URI server) {
      connections.incrementAndGet();
      if (cut) {
        from.handler(lost -> {});
        return;
      }
      from.pause();
      client
          .connect(server.getPort(), server.getHost())
          .onSuccess(
              to -> {
                boolean[] silent = new boolean[1];
                from.handler(
                    data -> {
                      silent[0] |= cut;
                      if (!silent[0]) {
                        var unused = to.write(data);
                      }
                    });
                to.handler(
                    data -> {
                      silent[0] |= cut;
                      if (!silent[0]) {
                        var unused = from.write(data);
                      }
                    });
                from.resume();
              });
    }
  }
}

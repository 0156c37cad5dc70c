package io.tidemark.liveness;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.liveness.Session.NotDirect;
import io.tidemark.postgres.Postgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lock says something only when it is the process's own, and where the others look. */
@Tag("server")
class DirectUrlTest {

  private final Vertx vertx = Vertx.vertx();
  private TestPods pods;

  @BeforeEach
  void lay() {
    pods = new TestPods(vertx, TestPods.newDatabase());
  }

  @AfterEach
  void close() {
    pods.close();
    await(vertx.close());
  }

  @Test
  void behindAPoolerThereIsTheLeaseOnly() {
    NetServer pooler =
        await(vertx.createNetServer().connectHandler(this::serve).listen(0, "127.0.0.1"));
    URI database = URI.create(pods.url);
    Liveness pod =
        pods.pod(
            "behind",
            "postgresql://%s@127.0.0.1:%d%s"
                .formatted(database.getUserInfo(), pooler.actualPort(), database.getPath()));

    assertThatThrownBy(() -> await(pod.look()))
        .isInstanceOf(NotDirect.class)
        .hasMessageContaining("pooler");
    await(pod.begin());

    assertThat(pod.pod()).isNull();
    assertThat(pods.number("select count(*) from pods")).isZero();
    assertThat(pods.sessions()).isZero();
  }

  @Test
  void anotherDatabaseIsNotTakenForOurs() {
    String other = TestPods.newDatabase();
    await(Postgres.migrate(vertx, URI.create(other)));
    Liveness pod = pods.pod("elsewhere", other);

    assertThatThrownBy(() -> await(pod.look()))
        .isInstanceOf(NotDirect.class)
        .hasMessageContaining("another database");
    assertThat(pod.pod()).isNull();
  }

  @Test
  void aDatabaseThatCannotBeReachedKeepsNobodyFromBeginning() {
    Liveness pod =
        pods.pod("away", "postgresql://user:secret@127.0.0.1:9" + URI.create(pods.url).getPath());

    await(pod.begin());

    assertThat(pod.pod()).isNull();
  }

  @Test
  void aProcessHasItsLockFromItsStart() {
    try (var process = TestFoundation.on(pods.url, WorldClock.real(), Map.of())) {
      assertThat(process.foundation().liveness().pod()).isNotNull();
      assertThat(process.sql("select name from pods").getFirst().getString("name"))
          .isEqualTo(process.foundation().budgets().pod());
    }
    assertThat(pods.gone()).hasSize(1);
  }

  /** Says, as poolers do, that somebody else's number is the session's. */
  private void serve(NetSocket client) {
    client.pause();
    URI database = URI.create(pods.url);
    vertx
        .createNetClient()
        .connect(database.getPort(), database.getHost())
        .onSuccess(
            server -> {
              server.handler(bytes -> client.write(withAnotherNumber(bytes)));
              server.closeHandler(closed -> client.close());
              client.handler(server::write);
              client.closeHandler(closed -> server.close());
              client.resume();
            });
  }

  private static Buffer withAnotherNumber(Buffer bytes) {
    for (int at = 0; at + 12 < bytes.length(); at++) {
      if (bytes.getByte(at) == 'K' && bytes.getInt(at + 1) == 12) {
        return bytes.copy().setInt(at + 5, bytes.getInt(at + 5) + 1_000_000);
      }
    }
    return bytes;
  }
}

package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.DetectorSession.PooledConnectionException;
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
  private TestProcesses processes;

  @BeforeEach
  void lay() {
    processes = new TestProcesses(vertx, TestProcesses.newDatabase());
  }

  @AfterEach
  void close() {
    processes.close();
    await(vertx.close());
  }

  @Test
  void behindAPoolerThereIsTheLeaseOnly() {
    NetServer pooler =
        await(vertx.createNetServer().connectHandler(this::serve).listen(0, "127.0.0.1"));
    URI database = URI.create(processes.url);
    FailureDetector process =
        processes.process(
            "behind",
            "postgresql://%s@127.0.0.1:%d%s"
                .formatted(database.getUserInfo(), pooler.actualPort(), database.getPath()));

    assertThatThrownBy(() -> await(process.probe()))
        .isInstanceOf(PooledConnectionException.class)
        .hasMessageContaining("pooler");
    await(process.begin());

    assertThat(process.processId()).isNull();
    assertThat(processes.number("select count(*) from processes where since is not null")).isZero();
    assertThat(processes.sessions()).isZero();
  }

  @Test
  void anotherDatabaseIsNotTakenForOurs() {
    String other = TestProcesses.newDatabase();
    await(Postgres.migrate(vertx, URI.create(other)));
    FailureDetector process = processes.process("elsewhere", other);

    assertThatThrownBy(() -> await(process.probe()))
        .isInstanceOf(PooledConnectionException.class)
        .hasMessageContaining("another database");
    assertThat(process.processId()).isNull();
  }

  @Test
  void aDatabaseThatCannotBeReachedKeepsNobodyFromBeginning() {
    FailureDetector process =
        processes.process(
            "away", "postgresql://user:secret@127.0.0.1:9" + URI.create(processes.url).getPath());

    await(process.begin());

    assertThat(process.processId()).isNull();
  }

  @Test
  void aProcessHasItsLockFromItsStart() {
    try (var process = TestFoundation.on(processes.url, WorldClock.real(), Map.of())) {
      assertThat(process.app().failureDetector().processId()).isNotNull();
      assertThat(process.sql("select name from processes").getFirst().getString("name"))
          .isEqualTo(process.app().processes().name());
    }
    assertThat(processes.gone()).hasSize(1);
  }

  /** Says, as poolers do, that somebody else's number is the session's. */
  private void serve(NetSocket client) {
    client.pause();
    URI database = URI.create(processes.url);
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

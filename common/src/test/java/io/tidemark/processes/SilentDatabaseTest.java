package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A database that takes connections and is too busy to say a word. */
class SilentDatabaseTest {

  private final Vertx other = Vertx.vertx();
  private final Vertx vertx = Vertx.vertx();

  @Test
  void aSessionThatTimedOutDoesNotKeepTheProcessFromEnding() {
    NetServer silent =
        await(other.createNetServer().connectHandler(heard -> {}).listen(0, "127.0.0.1"));
    URI url = URI.create("postgresql://a:b@127.0.0.1:%d/c".formatted(silent.actualPort()));

    AsyncResult<DetectorSession> opened =
        await(DetectorSession.open(vertx, url).transform(Future::succeededFuture));

    assertThat(opened.failed()).isTrue();
    await(vertx.close());
    await(other.close());
  }
}

package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RedisContainerTest {

  @Test
  void theBudgetOfALotIsCountedInAContainer() {
    LotInContainers.live(
        stores ->
            Map.of("TIDEMARK_REDIS_URL", stores.emptyRedis(), "TIDEMARK_TWITTERAPI_DAILY_USD", "5"),
        world ->
            assertThat(
                    await(
                            world
                                .stores
                                .app()
                                .redis()
                                .send(Request.cmd(Command.KEYS).arg("*budget*")))
                        .size())
                .isPositive());
  }
}

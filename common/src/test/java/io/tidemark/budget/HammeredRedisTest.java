package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.HammerProcesses.SECOND;
import static io.tidemark.budget.HammerProcesses.admissions;
import static io.tidemark.budget.HammerProcesses.end;
import static io.tidemark.budget.HammerProcesses.most;
import static io.tidemark.budget.HammerProcesses.pass;
import static io.tidemark.budget.HammerProcesses.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.HammerProcesses.Child;
import io.tidemark.clock.WorldClock;
import io.tidemark.stores.LocalStores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four processes ask for twenty times what there is while Redis forgets and ends. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class HammeredRedisTest {

  @TempDir Path directory;

  @Test
  void redisFlushedAndKilledInTheMiddleIsNoReasonToAdmitMore() throws Exception {
    try (LocalStores stores = LocalStores.temporary();
        TestFoundation app =
            TestFoundation.lay(
                WorldClock.real(), Map.of("TIDEMARK_REDIS_URL", stores.redis().url()))) {
      List<Child> children = start(directory, app.postgresUrl(), stores.redis().url());
      pass(4);
      await(app.app().redis().send(Request.cmd(Command.FLUSHDB)));
      long flushed = micros();
      pass(4);
      stores.redis().stop();
      pass(2);
      stores.redis().start();
      long back = micros();
      pass(6);
      end(children);

      long[] steady = admissions(children, "S");
      long[] runningOut = admissions(children, "R");
      assertThat(most(steady, SECOND)).isLessThanOrEqualTo(Hammer.A_SECOND);
      assertThat(most(runningOut, SECOND)).isLessThanOrEqualTo(80);
      assertThat(most(runningOut, 2 * SECOND)).isLessThanOrEqualTo(Hammer.TWO_SECONDS);
      assertThat((long) runningOut.length).isLessThanOrEqualTo(Hammer.A_MONTH);
      assertThat(LongStream.of(steady).filter(at -> at > flushed && at < back).count())
          .as("admitted after the flush")
          .isGreaterThan(2 * Hammer.A_SECOND);
      assertThat(LongStream.of(steady).filter(at -> at > back).count())
          .as("admitted after the restart")
          .isGreaterThan(Hammer.A_SECOND);
    }
  }

  private static long micros() {
    return Micros.of(WorldClock.real().instant());
  }
}

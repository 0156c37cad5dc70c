package io.tidemark.standalone.process;

import io.tidemark.postgres.PostgresCheck;
import io.tidemark.redis.RedisCheck;
import io.tidemark.servers.ServerAddress;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the stores that the settings name can be used; known before anything else starts. */
public final class StoreChecks {

  private static final Logger log = LoggerFactory.getLogger(StoreChecks.class);

  private StoreChecks() {}

  /**
   * A Redis that nothing answers for ends the first start on a database, as the address is most
   * likely wrong. Later it is most likely away, which does not keep a process from starting.
   *
   * @return fails with a sentence when a store cannot be used
   */
  public static Future<Void> run(Vertx vertx, Settings settings) {
    return PostgresCheck.run(vertx, settings.postgres().orElseThrow())
        .compose(
            used ->
                RedisCheck.run(vertx, settings.redis().orElseThrow())
                    .recover(
                        problem -> {
                          if (used && problem instanceof ServerAddress.Unreachable) {
                            log.atWarn()
                                .addKeyValue("problem", problem.getMessage())
                                .log("Redis does not answer; starting without it");
                            return Future.succeededFuture();
                          }
                          return Future.failedFuture(problem);
                        }));
  }

  /** Replaces the reason of a failed migration by a sentence, if an operator can mend it. */
  public static <T> Future<T> explained(Settings.Postgres postgres, Throwable problem) {
    return Future.failedFuture(
        PostgresCheck.explain(postgres, problem).<Throwable>map(known -> known).orElse(problem));
  }
}

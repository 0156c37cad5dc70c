package io.tidemark.benchmarks.budget;

import io.tidemark.redis.RedisLink;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The counts in Redis. */
final class RedisCounts implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final RedisLink redis;

  RedisCounts(String url) {
    this.redis = new RedisLink(vertx, new Settings.Redis(URI.create(url)));
  }

  /** Deletes the usage of an earlier run. */
  void forget(String key) throws Exception {
    send(Request.cmd(Command.DEL).arg(key));
    for (Response found : keys()) {
      send(Request.cmd(Command.DEL).arg(found.toString()));
    }
  }

  long of(String key) throws Exception {
    Response count = send(Request.cmd(Command.GET).arg(key));
    return count == null ? 0 : count.toLong();
  }

  /** The usage of this month: allocated blocks minus their remainders. */
  long ofBudget() throws Exception {
    for (Response found : keys()) {
      if (found.toString().contains(":requests:") && found.toString().contains("month")) {
        Response month =
            send(Request.cmd(Command.HMGET).arg(found.toString()).arg("r").arg("left"));
        return month.get(0).toLong() - month.get(1).toLong();
      }
    }
    return 0;
  }

  private Response keys() throws Exception {
    return send(Request.cmd(Command.KEYS).arg("*" + BudgetClient.UPSTREAM + ":*"));
  }

  private Response send(Request command) throws Exception {
    return redis.send(command).await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    redis.close().await(20, TimeUnit.SECONDS);
    vertx.close().await(20, TimeUnit.SECONDS);
  }
}

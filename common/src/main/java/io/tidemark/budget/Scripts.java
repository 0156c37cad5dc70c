package io.tidemark.budget;

import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Runs our scripts in Redis by their hash; one that Redis does not know is sent whole. */
final class Scripts {

  record Script(String text, String hash) {

    static Script read(String name) {
      try (InputStream file = Scripts.class.getResourceAsStream("/tidemark-budget/" + name)) {
        byte[] bytes = file.readAllBytes();
        return new Script(
            new String(bytes, StandardCharsets.UTF_8),
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
      } catch (IOException e) {
        throw new UncheckedIOException("the script " + name + " cannot be read", e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Redis names scripts by their SHA-1", e);
      }
    }
  }

  static final Script ASK = Script.read("ask.lua");
  static final Script SETTLE = Script.read("settle.lua");
  static final Script OBSERVE = Script.read("observe.lua");

  private final RedisLink redis;

  Scripts(RedisLink redis) {
    this.redis = redis;
  }

  Future<Response> run(Script script, String key, JsonObject argument) {
    String json = argument.encode();
    return redis
        .send(Request.cmd(Command.EVALSHA).arg(script.hash()).arg("1").arg(key).arg(json))
        .recover(
            problem ->
                String.valueOf(problem.getMessage()).startsWith("NOSCRIPT")
                    ? redis.send(
                        Request.cmd(Command.EVAL).arg(script.text()).arg("1").arg(key).arg(json))
                    : Future.failedFuture(problem));
  }
}

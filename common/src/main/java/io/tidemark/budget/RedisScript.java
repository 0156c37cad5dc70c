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

/** A script that runs in Redis by its hash; its text is sent where Redis does not know the hash. */
record RedisScript(String text, String hash) {

  static final RedisScript ASK = read("ask.lua");
  static final RedisScript SETTLE = read("settle.lua");
  static final RedisScript OBSERVE = read("observe.lua");

  private static RedisScript read(String name) {
    try (InputStream file = RedisScript.class.getResourceAsStream("/tidemark-budget/" + name)) {
      byte[] bytes = file.readAllBytes();
      return new RedisScript(
          new String(bytes, StandardCharsets.UTF_8),
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("the script " + name + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Redis names scripts by their SHA-1", e);
    }
  }

  Future<Response> run(RedisLink redis, Credential credential, JsonObject argument) {
    String key = credential.prefix();
    String json = argument.encode();
    return redis
        .send(Request.cmd(Command.EVALSHA).arg(hash).arg("1").arg(key).arg(json))
        .recover(
            problem ->
                String.valueOf(problem.getMessage()).startsWith("NOSCRIPT")
                    ? redis.send(Request.cmd(Command.EVAL).arg(text).arg("1").arg(key).arg(json))
                    : Future.failedFuture(problem));
  }
}

package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.stores.RespClient;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A copy of all keys in Redis at one time. */
record RedisCopy(List<Key> keys) {

  /**
   * @param expiresAt in milliseconds of the Unix epoch; 0 for never
   */
  record Key(Buffer name, Buffer value, long expiresAt) {}

  RedisCopy {
    keys = List.copyOf(keys);
  }

  static RedisCopy of(URI redis) throws IOException {
    try (var client = new RespClient(redis)) {
      List<Key> keys = new ArrayList<>();
      for (Object name : (List<?>) client.command("KEYS", "*")) {
        byte[] key = (byte[]) name;
        long left = (Long) client.command(RespClient.bytes("PTTL"), key);
        // Null when the key has just expired.
        if (client.command(RespClient.bytes("DUMP"), key) instanceof byte[] value) {
          keys.add(
              new Key(
                  Buffer.buffer(key),
                  Buffer.buffer(value),
                  left < 0 ? 0 : WorldClock.real().instant().toEpochMilli() + left));
        }
      }
      return new RedisCopy(keys);
    }
  }

  /** Restores the copy in one step; later data is removed. */
  void restore(URI redis) throws IOException {
    try (var client = new RespClient(redis)) {
      client.command("MULTI");
      client.command("FLUSHALL");
      long now = WorldClock.real().instant().toEpochMilli();
      for (Key key : keys) {
        if (key.expiresAt == 0 || key.expiresAt > now) {
          long left = key.expiresAt == 0 ? 0 : key.expiresAt - now;
          client.command(
              RespClient.bytes("RESTORE"),
              key.name.getBytes(),
              RespClient.bytes(Long.toString(left)),
              key.value.getBytes());
        }
      }
      for (Object answer : (List<?>) client.command("EXEC")) {
        if (!(answer instanceof byte[])) {
          throw new IOException("Redis did not take its old data back");
        }
      }
    }
  }
}

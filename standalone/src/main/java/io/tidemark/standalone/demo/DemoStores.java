package io.tidemark.standalone.demo;

import io.tidemark.standalone.process.Terminal;
import io.tidemark.stores.LocalStores;

/**
 * The stores of a demo.
 *
 * @param postgres URL of an empty database
 * @param redis URL of an empty Redis
 * @param end stops them
 */
public record DemoStores(String postgres, String redis, Runnable end) implements AutoCloseable {

  /** Embedded servers with temporary data, whose start is shown. */
  public static DemoStores embedded(Terminal terminal) {
    LocalStores stores = LocalStores.temporary();
    try {
      String postgres =
          terminal.step("PostgreSQL", () -> stores.postgres().url(), url -> url + " (temporary)");
      String redis = terminal.step("Redis", () -> stores.redis().url(), url -> url);
      stores.announce();
      return new DemoStores(postgres, redis, stores::close);
    } catch (RuntimeException problem) {
      stores.close();
      throw problem;
    }
  }

  @Override
  public void close() {
    end.run();
  }
}

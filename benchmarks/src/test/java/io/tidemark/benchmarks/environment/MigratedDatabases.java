package io.tidemark.benchmarks.environment;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.postgres.Postgres;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Databases with our schema. It is migrated once on each server, and copied. */
public final class MigratedDatabases {

  private static final Map<LocalStores, String> TEMPLATES = new ConcurrentHashMap<>();

  private MigratedDatabases() {}

  /** The {@code postgresql://} URL of a new, empty database. */
  public static String create(LocalStores stores) {
    return stores.copyOf(TEMPLATES.computeIfAbsent(stores, MigratedDatabases::migrated));
  }

  private static String migrated(LocalStores stores) {
    String url = stores.newDatabase();
    Vertx vertx = Vertx.vertx();
    await(Postgres.migrate(vertx, URI.create(url)));
    await(vertx.close());
    return url;
  }
}

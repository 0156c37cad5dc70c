package io.tidemark.stores;

import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A server in a container, on a fixed loopback port, so that a restart keeps its address. */
final class ContainerServer implements LocalServer {

  /** The images of compose.yaml and of the overlay for development. */
  static final String POSTGRES = "pgvector/pgvector:pg18";

  static final String REDIS = "valkey/valkey:8";

  /** Of compose.yaml too, in bytes; an engine gives 64 MB, too little for parallel queries. */
  private static final long SHARED_MEMORY = 256L << 20;

  private final String url;
  private final GenericContainer<?> container;

  private ContainerServer(String url, GenericContainer<?> container) {
    this.url = url;
    this.container = container;
    container.start();
  }

  static ContainerServer postgres() {
    int port = FreePort.find();
    var container =
        new GenericContainer<>(POSTGRES)
            .withSharedMemorySize(SHARED_MEMORY)
            .withEnv("POSTGRES_PASSWORD", "postgres")
            .withEnv("TZ", "UTC")
            .withCommand("postgres", "-c", "max_connections=200", "-c", "fsync=off")
            .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 2));
    container.setPortBindings(List.of("127.0.0.1:" + port + ":5432"));
    return new ContainerServer(
        "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres", container);
  }

  static ContainerServer redis() {
    int port = FreePort.find();
    var container =
        new GenericContainer<>(REDIS)
            .withCommand(
                "valkey-server", "--databases", Integer.toString(EmbeddedRedisServer.DATABASES))
            .waitingFor(Wait.forListeningPort());
    container.setPortBindings(List.of("127.0.0.1:" + port + ":6379"));
    return new ContainerServer("redis://127.0.0.1:" + port, container);
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public void stop() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void start() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.close();
  }
}

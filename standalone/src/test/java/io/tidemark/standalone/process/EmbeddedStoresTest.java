package io.tidemark.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.stores.LocalStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What {@code tidemark run} logs of its embedded servers. */
@Tag("server")
class EmbeddedStoresTest {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void leave() {
    root.detachAppender(logged);
  }

  @Test
  void aDeadPostgresIsReportedInOneSentence() throws Exception {
    Path folder;
    try (var stores = LocalStores.temporary()) {
      folder = stores.folder();
      assertThat(stores.postgres().url()).startsWith("postgresql://");
      var pidFile = folder.resolve("postgres/postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      server.destroyForcibly();
      server.onExit().join();
    }

    root.detachAppender(logged);
    List<ILoggingEvent> ofStores =
        logged.list.stream().filter(event -> isOf(folder, event)).toList();
    assertThat(ofStores)
        .extracting(ILoggingEvent::getMessage)
        .containsExactly("The embedded PostgreSQL had ended before it was stopped");
    assertThat(ofStores).allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
  }

  /** Other tests of the build log at the same time. */
  private static boolean isOf(Path folder, ILoggingEvent event) {
    return event.getLoggerName().startsWith("io.zonky")
        || event.getKeyValuePairs() != null
            && event.getKeyValuePairs().stream()
                .anyMatch(pair -> String.valueOf(pair.value).startsWith(folder.toString()));
  }
}

package io.tidemark.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

@Tag("server")
@ResourceLock("tidemark.access-log")
class AccessLogTest {

  private static final String PROXY = "203.0.113.7";

  /** The lines of some requests; other tests of the JVM come from other addresses. */
  private static List<String> lines(Map<String, String> settings, int expected) {
    var logger = (Logger) LoggerFactory.getLogger("tidemark.access-log");
    var appender = new ListAppender<ILoggingEvent>();
    appender.list = new CopyOnWriteArrayList<>();
    appender.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(appender);
    try (var world = GatewayWorld.begin(settings)) {
      world.admin("listZones").query("limit", 7).header("X-Forwarded-For", PROXY).send().ok();
      world.admin("readZone", "nowhere").header("X-Forwarded-For", PROXY).send();
      world
          .api
          .call("listZones")
          .header("X-Forwarded-For", PROXY)
          .send()
          .problem(401, "key-required");
      world
          .api
          .request(HttpMethod.POST, "/api/webhooks/twitter/the-secret-of-a-path?rule_id=r")
          .header("X-Forwarded-For", PROXY)
          .send();
      for (String path :
          List.of(
              "/api/webhooks//twitter/the-secret-of-a-path",
              "/api/%77ebhooks/twitter/the-secret-of-a-path",
              "/api/./webhooks/twitter/the-secret-of-a-path/more")) {
        world.api.request(HttpMethod.POST, path).header("X-Forwarded-For", PROXY).send();
      }
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (lines(appender).size() < expected && System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(null);
      logger.setAdditive(true);
    }
    return lines(appender);
  }

  private static List<String> lines(ListAppender<ILoggingEvent> appender) {
    return appender.list.stream()
        .map(event -> String.valueOf(event.getKeyValuePairs()))
        .filter(line -> line.contains(PROXY))
        .toList();
  }

  @Test
  void eachRequestIsALineWithoutItsSecrets() {
    List<String> lines =
        lines(Map.of("TIDEMARK_HTTP_ACCESS_LOG", "true", "TIDEMARK_HTTP_TRUSTED_HOPS", "1"), 7);

    assertThat(lines)
        .hasSize(7)
        .anyMatch(
            line ->
                line.contains("path=\"/api/zones\"")
                    && line.contains("status=\"200\"")
                    && line.contains("caller=\"operator\""))
        .anyMatch(line -> line.contains("/api/zones/nowhere") && line.contains("status=\"404\""))
        .anyMatch(line -> line.contains("status=\"401\"") && line.contains("caller=\"-\""))
        .anyMatch(line -> line.contains("/api/webhooks/twitter/{token}"))
        .noneMatch(line -> line.contains("limit") || line.contains("secret"));
  }

  @Test
  void withoutTheSettingThereIsNone() {
    assertThat(lines(Map.of("TIDEMARK_HTTP_TRUSTED_HOPS", "1"), 0)).isEmpty();
  }
}

package io.tidemark.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line, which Loki, Elasticsearch and Cloud Logging take as it is: an ISO time, a
 * {@code severity} beside the level, and the key-values of a message as fields of their own,
 * numbers as numbers.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line =
        new JsonObject()
            .put("time", event.getInstant().toString())
            .put("severity", severity(event.getLevel()))
            .put("level", event.getLevel().toString())
            .put("logger", event.getLoggerName())
            .put("thread", event.getThreadName())
            .put("message", event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        String name = line.containsKey(pair.key) ? "field_" + pair.key : pair.key;
        line.put(name, value(pair.value));
      }
    }
    IThrowableProxy problem = event.getThrowableProxy();
    if (problem != null) {
      line.put("exception", ThrowableProxyUtil.asString(problem));
    }
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable Object value(@Nullable Object value) {
    return value == null || value instanceof Boolean || isFinite(value) ? value : value.toString();
  }

  private static boolean isFinite(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  /** As Cloud Logging names them. */
  private static String severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "ERROR";
      case Level.WARN_INT -> "WARNING";
      case Level.INFO_INT -> "INFO";
      default -> "DEBUG";
    };
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}

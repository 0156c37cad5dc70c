package io.tidemark.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span without secrets. A query can carry a secret or a token, so can the path of a webhook, and
 * an exception's words can carry anything: they are in the log, which scrubs them.
 */
final class ScrubbedSpan extends DelegatingSpanData {

  private static final Set<String> URLS =
      Set.of("http.url", "http.target", "url.full", "url.path", "http.route");

  private static final Set<String> NEVER =
      Set.of("url.query", "exception.message", "exception.stacktrace");

  private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
  private static final Pattern USER = Pattern.compile("//[^/@]*@");
  private static final Pattern WEBHOOK_TOKEN = Pattern.compile("(/api/webhooks/twitter/).+");

  private final Attributes attributes;
  private final List<EventData> events;

  private ScrubbedSpan(SpanData span, Attributes attributes, List<EventData> events) {
    super(span);
    this.attributes = attributes;
    this.events = events;
  }

  static SpanData of(SpanData span) {
    return new ScrubbedSpan(
        span,
        scrub(span.getAttributes()),
        span.getEvents().stream().map(ScrubbedSpan::scrub).toList());
  }

  private static EventData scrub(EventData event) {
    return EventData.create(
        event.getEpochNanos(),
        event.getName(),
        scrub(event.getAttributes()),
        event.getTotalAttributeCount());
  }

  private static Attributes scrub(Attributes attributes) {
    AttributesBuilder scrubbed = attributes.toBuilder();
    attributes.forEach(
        (key, value) -> {
          if (NEVER.contains(key.getKey())) {
            scrubbed.remove(key);
          } else if (URLS.contains(key.getKey())) {
            scrubbed.put(AttributeKey.stringKey(key.getKey()), url(value.toString()));
          }
        });
    return scrubbed.build();
  }

  static String url(String url) {
    String path = QUERY.matcher(url).replaceFirst("");
    return WEBHOOK_TOKEN.matcher(USER.matcher(path).replaceFirst("//")).replaceFirst("$1…");
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return events;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}

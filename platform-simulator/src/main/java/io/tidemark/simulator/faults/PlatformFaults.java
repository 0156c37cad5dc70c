package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.simulator.meter.Platform;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The faults that are switched on. {@link #none()} is the healthy state. In JSON it is one flat
 * object whose fields have the names of the components of these records.
 */
public record PlatformFaults(
    @JsonUnwrapped CommonFaults common,
    @JsonUnwrapped QuotaFaults quota,
    @JsonUnwrapped ContentFaults content,
    @JsonUnwrapped AuthorFaults authors,
    @JsonUnwrapped XFaults x,
    @JsonUnwrapped TwitterApiFaults twitterApi,
    @JsonUnwrapped GraphFaults graph,
    @JsonUnwrapped TikTokFaults tikTok,
    @JsonUnwrapped LinkedInFaults linkedIn,
    @JsonUnwrapped OpenAiFaults openAi,
    @JsonUnwrapped WebhookFaults webhooks) {

  private static final PlatformFaults NONE =
      new PlatformFaults(
          new CommonFaults(Set.of(), 0, 0, 0, null, false, false, false, false, null, 900),
          new QuotaFaults(null, null, false, false, null),
          new ContentFaults(
              0, Set.of(), 0, Set.of(), Set.of(), false, 0, 0, false, false, 0, 0, null, 1),
          new AuthorFaults(Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
          new XFaults(XDialect.OLD, false, false),
          new TwitterApiFaults(false, true),
          new GraphFaults(null, Set.of(), null, null, 0, null, 24, null),
          new TikTokFaults(null),
          new LinkedInFaults(null, null, 0, false),
          new OpenAiFaults(null, false, null, 1),
          new WebhookFaults(false, false, 0, 0, 0, null, 1));

  private static final Map<String, RecordComponent> COMPONENTS =
      Stream.of(PlatformFaults.class.getRecordComponents())
          .flatMap(part -> Stream.of(part.getType().getRecordComponents()))
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toMap(
                      RecordComponent::getName, fault -> fault, (a, b) -> a, LinkedHashMap::new),
                  Collections::unmodifiableMap));

  /** No platform has a fault. */
  public static PlatformFaults none() {
    return NONE;
  }

  /** For example {@code PlatformFaults.with(f -> f.status(503).latencyMillis(20))}. */
  public static PlatformFaults with(Consumer<FaultChanges> changes) {
    return NONE.and(changes);
  }

  /** The component of each fault, by its name, in order of declaration. */
  public static Map<String, RecordComponent> components() {
    return COMPONENTS;
  }

  /** These faults with some of them changed. */
  public PlatformFaults and(Consumer<FaultChanges> changes) {
    Map<String, @Nullable Object> values = new HashMap<>();
    changes.accept(RecordCopy.builder(FaultChanges.class, values, () -> this));
    return and(values);
  }

  /**
   * These faults with the given ones in place of their own.
   *
   * @throws IllegalArgumentException when a value is not accepted; the message begins with the name
   */
  public PlatformFaults and(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> checked = new HashMap<>();
    for (String fault : COMPONENTS.keySet()) {
      if (values.containsKey(fault)) {
        checked.put(fault, FaultRules.checked(fault, values.get(fault)));
      }
    }
    return new PlatformFaults(
        with(common, checked),
        with(quota, checked),
        with(content, checked),
        with(authors, checked),
        with(x, checked),
        with(twitterApi, checked),
        with(graph, checked),
        with(tikTok, checked),
        with(linkedIn, checked),
        with(openAi, checked),
        with(webhooks, checked));
  }

  /** The part with those of the values that it has. */
  private static <R extends Record> R with(R part, Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> own = new HashMap<>(values);
    own.keySet()
        .retainAll(
            Stream.of(part.getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
    return RecordCopy.of(part, own);
  }

  /** These faults as they hold on this platform. */
  public PlatformFaults at(Platform platform) {
    return common.faultyPlatforms().isEmpty() || common.faultyPlatforms().contains(platform)
        ? this
        : new PlatformFaults(
            NONE.common,
            quota,
            content,
            authors,
            x,
            twitterApi,
            graph,
            tikTok,
            linkedIn,
            openAi,
            webhooks);
  }
}

package io.tidemark.telemetry;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tidemark.boot.AppContext;
import io.tidemark.settings.BadSetting;
import io.tidemark.telemetry.Traces.Span;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class TracingTest {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  /** A port where nobody listens. */
  private static final String NOBODY = "http://127.0.0.1:9";

  @Test
  void withoutAnEndpointThereIsNoTracer() {
    assertThat(Tracing.factory(Map.of(), "tidemark")).isEmpty();
    assertThat(Tracing.factory(Map.of(ENDPOINT, " "), "tidemark")).isEmpty();
    assertThat(Tracing.factory(Map.of(ENDPOINT, NOBODY, "OTEL_SDK_DISABLED", "true"), "tidemark"))
        .isEmpty();
    Vertx vertx = AppContext.newVertx(AppContext.newMeters(), Optional.empty());
    assertThat(Traces.of(vertx)).isSameAs(Traces.none());
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_SAMPLER, sometimes",
    "OTEL_EXPORTER_OTLP_ENDPOINT, nowhere",
    "OTEL_BSP_SCHEDULE_DELAY, soon",
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc"
  })
  void aValueThatCannotBeStopsTheStartWithASentence(String name, String value) {
    Map<String, String> environment = new HashMap<>(Map.of(ENDPOINT, NOBODY));
    environment.put(name, value);

    assertThatThrownBy(
            () ->
                AppContext.newVertx(
                    AppContext.newMeters(), Tracing.factory(environment, "tidemark")))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("A variable OTEL_… cannot be used");
  }

  @Test
  void whatIsContinuedElsewhereStaysInsideItsSpan() {
    Vertx vertx = traced();
    var turn = Promise.<Void>promise();
    var first = Promise.<Optional<String>>promise();
    var inside = Promise.<Optional<String>>promise();
    vertx.runOnContext(
        one -> {
          Span span = Traces.of(vertx).begin("one");
          span.in(() -> Future.succeededFuture(Traces.of(vertx).here())).onComplete(first);
          turn.future()
              .compose(mine -> span.in(() -> Future.succeededFuture(Traces.of(vertx).here())))
              .onComplete(inside);
          // Somebody in another trace lets us in.
          vertx
              .getOrCreateContext()
              .runOnContext(
                  other ->
                      Traces.of(vertx)
                          .step(
                              "other",
                              () -> {
                                turn.complete();
                                return Future.succeededFuture(Traces.of(vertx).here());
                              }));
        });

    Optional<String> here = await(inside.future());

    assertThat(here).isPresent().isEqualTo(await(first.future()));
    var after = Promise.<Optional<String>>promise();
    vertx.runOnContext(later -> after.complete(Traces.of(vertx).here()));
    assertThat(await(after.future())).as("what a span leaves behind").isEmpty();
    await(vertx.close());
  }

  @Test
  void whatIsNotSampledIsNotPointedTo() {
    Vertx vertx =
        AppContext.newVertx(
            AppContext.newMeters(),
            Tracing.factory(Map.of(ENDPOINT, NOBODY, "OTEL_TRACES_SAMPLER", "always_off"), "t"));

    assertThat(
            await(
                Traces.of(vertx)
                    .step("one", () -> Future.succeededFuture(Traces.of(vertx).here()))))
        .isEmpty();
    await(vertx.close());
  }

  @Test
  void aCollectorThatIsAwayIsReportedOnceAndItsReturnToo() {
    var said = new ListAppender<ILoggingEvent>();
    said.start();
    var logger = (Logger) LoggerFactory.getLogger(SpanDelivery.class);
    logger.addAppender(said);
    var exporter = new Moody();
    var delivery = new SpanDelivery(exporter);

    delivery.export(List.of());
    delivery.export(List.of());
    exporter.well = true;
    delivery.export(List.of());
    delivery.export(List.of());

    logger.detachAppender(said);
    assertThat(said.list)
        .extracting(ILoggingEvent::getMessage)
        .containsExactly(
            "Traces cannot be delivered; they are dropped until they can",
            "Traces are delivered again");
  }

  private static Vertx traced() {
    return AppContext.newVertx(
        AppContext.newMeters(), Tracing.factory(Map.of(ENDPOINT, NOBODY), "tidemark-test"));
  }

  private static final class Moody implements SpanExporter {
    private boolean well;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return well ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}

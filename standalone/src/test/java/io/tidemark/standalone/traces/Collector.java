package io.tidemark.standalone.traces;

import static io.tidemark.boot.TestFoundation.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Takes traces as any collector does, over OTLP, and keeps them. */
final class Collector implements AutoCloseable {

  private final List<Buffer> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Collector(Vertx vertx) {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  bodies.add(body);
                                  request.response().end();
                                }))
                .listen(0, "127.0.0.1"));
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  List<Span> spans() {
    return resources()
        .flatMap(spans -> spans.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** What the process that sent them is called. */
  List<String> services() {
    return resources()
        .flatMap(spans -> spans.getResource().getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals("service.name"))
        .map(attribute -> attribute.getValue().getStringValue())
        .distinct()
        .toList();
  }

  private Stream<io.opentelemetry.proto.trace.v1.ResourceSpans> resources() {
    return bodies.stream().flatMap(body -> parsed(body).getResourceSpansList().stream());
  }

  private static ExportTraceServiceRequest parsed(Buffer body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body.getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not what OTLP says", e);
    }
  }

  /** Every byte that came, as far as it is text. */
  String everything() {
    var all = new StringBuilder();
    bodies.forEach(body -> all.append(body.toString(StandardCharsets.UTF_8)).append('\n'));
    return all.toString();
  }

  static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  static String hex(ByteString id) {
    var hex = new StringBuilder();
    id.forEach(part -> hex.append("%02x".formatted(part)));
    return hex.toString();
  }

  @Override
  public void close() {
    await(server.close());
  }
}

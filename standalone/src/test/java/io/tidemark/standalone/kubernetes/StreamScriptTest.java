package io.tidemark.standalone.kubernetes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The script of the service {@code stream} in {@code compose.yaml}, run by this machine's shell.
 */
class StreamScriptTest {

  private static final List<String> MADE =
      List.of("/api/zones", "/api/twitter/rules", "/simulator/streams");

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> there = Collections.synchronizedSet(new HashSet<>());
  private final List<String> posted = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonObject> bodies = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void serve() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "this machine has no curl");
    server = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void itMakesAZoneARuleAndAStreamOnce() throws IOException, InterruptedException {
    assertThat(run("first-key,second-key")).isZero();
    assertThat(posted).isEqualTo(MADE);
    assertThat(bodies.getLast().getString("webhookKey")).isEqualTo("first-key");
    assertThat(bodies.getLast().getString("webhookUrl")).endsWith("/api/webhooks/twitter");

    assertThat(run("first-key")).isZero();
    assertThat(posted).isEqualTo(MADE);
  }

  @Test
  void withANewSimulatorItStartsAnotherStream() throws IOException, InterruptedException {
    there.addAll(List.of("/api/zones", "/api/twitter/rules"));

    assertThat(run("key")).isZero();

    assertThat(there).contains("/simulator/streams/1");
  }

  @Test
  void itFailsWhenItIsRefused() throws IOException, InterruptedException {
    there.add("refuse");

    assertThat(run("key")).isNotZero();

    assertThat(posted).containsExactly("/api/zones");
  }

  private void answer(HttpServerRequest request) {
    if (request.method().name().equals("GET")) {
      boolean known = request.path().equals("/") || there.contains(request.path());
      request.response().setStatusCode(known ? 200 : 404).end();
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              posted.add(request.path());
              bodies.add(body.toJsonObject());
              String made =
                  request.path().equals("/simulator/streams")
                      ? "/simulator/streams/1"
                      : request.path();
              int status = there.contains("refuse") ? 401 : there.add(made) ? 201 : 409;
              request.response().setStatusCode(status).end("{\"title\": \"any 200\"}");
            });
  }

  private int run(String webhookKeys) throws IOException, InterruptedException {
    Compose.Service stream = Compose.read().services().get("stream");
    String address = "127.0.0.1:" + server.actualPort();
    List<String> command = new ArrayList<>(stream.entrypoint());
    command.add(
        stream
            .command()
            .getFirst()
            .replace("$$", "$")
            .replaceAll("simulated:8080|simulator:8090", address));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TIDEMARK_ADMIN_KEY", "any-admin-key");
    builder.environment().put("TIDEMARK_WEBHOOK_KEYS", webhookKeys);
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}

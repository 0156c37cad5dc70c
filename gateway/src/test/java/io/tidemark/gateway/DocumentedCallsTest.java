package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.documents.DocumentedCommand;
import io.tidemark.documents.Documents;
import io.tidemark.documents.Documents.Block;
import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of every document, and of the scripts of image and Compose, sent to a gateway. */
@Tag("server")
class DocumentedCallsTest {

  private static final Pattern GATEWAY =
      Pattern.compile("(?:https?://)?(?:localhost:8080|simulated:8080|\\$\\$?api)(/.*)");

  /** Calls of other ports: the simulator's, the management port's. */
  private static final Pattern ELSEWHERE = Pattern.compile("http://\\S+:(?:8090|18090|18081)/.*");

  private static final Pattern KEY = Pattern.compile("\\$auth|Authorization: .+");
  private static final Pattern JSON = Pattern.compile("\\$json|Content-Type: application/json");

  private static TrackedGateway gateway;
  private static GatewayWorld world;

  @BeforeAll
  static void begin() {
    gateway = TrackedGateway.begin(Map.of());
    world = gateway.world;
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  static Stream<DocumentedCommand> calls() {
    return Stream.concat(
            Documents.blocks().stream()
                .filter(Block::mayBeShell)
                .flatMap(block -> block.commands().stream())
                .filter(command -> command.program().equals("curl")),
            Stream.of("k8s/image/train", "compose.yaml").flatMap(DocumentedCallsTest::script))
        .filter(command -> command.words().stream().noneMatch(ELSEWHERE.asMatchPredicate()));
  }

  /** The calls that a script makes by a function of the name {@code ask}. */
  private static Stream<DocumentedCommand> script(String file) {
    List<String> lines = Documents.read(file).lines().toList();
    return new Block(file, 1, "", lines)
        .commands().stream().filter(command -> command.program().equals("ask"));
  }

  @Test
  void theScriptsHaveCallsToo() {
    assertThat(calls().map(DocumentedCommand::document))
        .contains("README.md", "docs/http-api.md", "k8s/image/train", "compose.yaml");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void isTakenByTheGateway(DocumentedCommand command) {
    List<String> words = command.arguments();
    HttpMethod method = null;
    String body = null;
    String path = null;
    List<String> headers = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-X" -> method = HttpMethod.valueOf(words.get(++i));
        case "-d" -> body = words.get(++i);
        case "-H" -> headers.add(words.get(++i));
        default -> {
          var address = GATEWAY.matcher(words.get(i));
          assertThat(address.matches()).as("what %s is", words.get(i)).isTrue();
          path = address.group(1);
        }
      }
    }
    if (method == null) {
      method = body == null ? HttpMethod.GET : HttpMethod.POST;
    }
    Operation operation = operation(method, path.replaceFirst("\\?.*", ""));

    Call call = world.api.request(method, path).bearer(GatewayWorld.ADMIN_KEY);
    Answer answer = body == null ? call.send() : call.send(body);

    // Not found or there already: the world has none of the ids, and several documents make one
    // zone.
    assertThat(answer.status()).as(answer.body()).isIn(200, 201, 202, 204, 404, 409);
    await(world.api.inContract(operation.getOperationId(), answer));
    if (!command.program().equals("ask")) {
      assertThat(headers).as("a key").anyMatch(KEY.asMatchPredicate());
      assertThat(body == null || headers.stream().anyMatch(JSON.asMatchPredicate()))
          .as("a body is called JSON")
          .isTrue();
    }
  }

  private static Operation operation(HttpMethod method, String path) {
    return world.api.contract().operations().stream()
        .filter(
            operation ->
                operation.getHttpMethod().equals(method)
                    && path.matches(
                        operation.getAbsoluteOpenAPIPath().replaceAll("\\{[^}]+}", "[^/]+")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(method + " " + path + " is not in openapi.yaml"));
  }
}

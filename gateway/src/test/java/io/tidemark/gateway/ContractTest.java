package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ContractTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void everyOperationIsServed() {
    for (Operation operation : world.api.contract().operations()) {
      Call call = world.admin(operation.getOperationId(), "1");
      // Here no process works on a run that is started.
      boolean waits =
          operation.getParameters().stream().anyMatch(query -> query.getName().equals("wait"));
      Answer answer = (waits ? call.query("wait", false) : call).send();

      // Without a tracker there is nobody to ask.
      assertThat(answer.status()).as(operation.getOperationId()).isNotIn(500, 501);
      if (answer.status() == 404) {
        assertThat(answer.json().getString("detail")).as(operation.getOperationId()).contains("1");
      }
    }
  }

  @Test
  void theContractIsServedAsItStands() throws IOException {
    try (var file = getClass().getResourceAsStream("/openapi.yaml")) {
      String contract = new String(file.readAllBytes(), StandardCharsets.UTF_8);

      Answer answer = world.api.request(HttpMethod.GET, "/openapi.yaml").send();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
      assertThat(answer.body()).isEqualTo(contract).contains("application/problem+json");
    }
  }

  /** Or the other tests would prove nothing. */
  @Test
  void anAnswerThatTheContractDoesNotKnowFailsTheTest() {
    Answer health = world.api.call("webhookHealth").send();
    Answer unknown = new Answer(418, health.headers(), "");

    assertThatThrownBy(() -> await(world.api.inContract("listZones", health)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("listZones must not answer 200");
    assertThatThrownBy(() -> await(world.api.inContract("webhookHealth", unknown)))
        .isInstanceOf(AssertionError.class);
  }
}

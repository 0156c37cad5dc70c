package io.tidemark.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Door;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks the whole contract, so that no operation is forgotten. */
class AccessTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<Operation> operations(boolean open) {
    List<Operation> operations =
        world.door.contract().operations().stream()
            .filter(operation -> operation.getSecurityRequirements().isEmpty() == open)
            .toList();
    assertThat(operations).isNotEmpty();
    return operations;
  }

  private static boolean isForAdmins(Operation operation) {
    return operation.getSecurityRequirements().getFirst().getScopes("key").contains("admin");
  }

  @Test
  void onlyTheWebhookIsOpenToAllForItHasAKeyOfItsOwn() {
    assertThat(operations(true))
        .extracting(Operation::getOperationId)
        .containsExactlyInAnyOrder("webhookHealth", "receiveTwitterDelivery");
  }

  @Test
  void whateverChangesSomethingIsForAdmins() {
    assertThat(operations(false))
        .filteredOn(operation -> !operation.getHttpMethod().equals(HttpMethod.GET))
        .isNotEmpty()
        .allMatch(AccessTest::isForAdmins);
  }

  @Test
  void withoutAKeyEveryOtherOperationIsRefused() {
    for (Operation operation : operations(false)) {
      Answer answer = world.door.call(operation.getOperationId(), "brand").send();

      assertThat(answer.problem(401, "key-required")).as(operation.getOperationId()).isNotBlank();
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void aWrongKeyIsRefusedInAnyForm() {
    String key = GatewayWorld.ADMIN_KEY;
    String basic = Base64.getEncoder().encodeToString(("admin:" + key).getBytes());
    for (String authorization :
        List.of(
            "Bearer wrong",
            "Bearer " + key + "x",
            "Bearer " + key.substring(1),
            "Bearer " + GatewayWorld.WEBHOOK_KEY,
            "Bearer",
            "Bearer ",
            key,
            "Basic " + basic)) {
      for (Operation operation : operations(false)) {
        Answer answer =
            world
                .door
                .call(operation.getOperationId(), "brand")
                .header("Authorization", authorization)
                .send();

        assertThat(answer.problem(401, "key-required"))
            .as(authorization)
            .doesNotContain("wrong", basic);
      }
    }
    assertThat(world.stores.number("select count(*) from twitter_rules")).isEqualTo(1);
  }

  @Test
  void theRightKeyIsTakenHoweverTheSchemeIsWritten() {
    for (String scheme : List.of("Bearer ", "bearer ", "BEARER  ")) {
      world
          .door
          .call("listZones")
          .header("Authorization", scheme + GatewayWorld.ADMIN_KEY)
          .send()
          .ok();
    }
  }

  @Test
  void aMissingKeyIsReportedBeforeWhatElseIsWrong() {
    world.door.call("listZones").query("limit", "0").send().problem(401, "key-required");
    world.door.call("readCurve", "letters").send().problem(401, "key-required");
    world.door.call("readZoneStats", "No Zone").send().problem(401, "key-required");
    world.door.call("readZoneStats", "unknown").send().problem(401, "key-required");
    world.door.call("createZone").send("{").problem(401, "key-required");
    world.door.call("createZone").send().problem(401, "key-required");
    world.door.call("mapRule").send("{\"rule_id\":5}").problem(401, "key-required");
  }

  @Test
  void withOpenReadsOnlyAdminOperationsNeedTheKey() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_HTTP_OPEN_READS", "true"));
        var open = Door.open(pod.foundation())) {
      for (Operation operation : operations(false)) {
        Answer answer = open.call(operation.getOperationId(), "brand").send();

        assertThat(answer.status() == 401)
            .as(operation.getOperationId() + " " + answer.status())
            .isEqualTo(isForAdmins(operation));
      }
      open.call("readZoneStats", "brand").send().ok();
      assertThat(createZone(open, GatewayWorld.ADMIN_KEY).status()).isEqualTo(201);
    }
  }

  @Test
  void withoutAnAdminKeyTheAnswerSaysWhatToSet() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_ADMIN_KEY", ""));
        var closed = Door.open(pod.foundation())) {
      for (Operation operation : operations(false)) {
        assertThat(
                closed
                    .call(operation.getOperationId(), "brand")
                    .bearer("")
                    .send()
                    .problem(401, "key-required"))
            .contains("TIDEMARK_ADMIN_KEY");
      }
    }
  }

  private static Answer createZone(Door door, String key) {
    return door.call("createZone").bearer(key).send(new JsonObject().put("name", "new"));
  }
}

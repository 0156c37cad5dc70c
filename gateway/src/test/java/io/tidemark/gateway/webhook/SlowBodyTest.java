package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.webhook.Heads.Sent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever announces a body and does not send it is not waited for. */
@Tag("server")
class SlowBodyTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1", "TIDEMARK_WEBHOOK_BODY_TIMEOUT", "300ms"));
  private final Heads heads = new Heads(world);

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    heads.close();
    world.close();
  }

  @Test
  void aDeliveryThatStopsInMidBodyIsGivenUpAndLeavesItsPlace() {
    Sent stalled =
        heads.send(
            "receiveTwitterDelivery",
            WebhookAdmission.PATH,
            Map.of("X-API-Key", GatewayWorld.WEBHOOK_KEY),
            10_000);
    await(stalled.request().write("{\"rule_id\":\"brand\","));
    Answer answer = await(stalled.answer());

    assertThat(answer.problem(408, "body-too-slow")).contains("TIDEMARK_WEBHOOK_BODY_TIMEOUT");
    assertThat(answer.header("Connection")).isEqualTo("close");
    var whole = delivery("brand", "11").put("pad", "x".repeat(10_000));
    assertThat(world.webhook().send(whole).ok().getInteger("created")).isEqualTo(1);
  }

  @Test
  void aHeadWithoutABodyIsGivenUpForAnyOperation() {
    String token = world.key(List.of("webhook"), "brand");

    Sent delivery =
        heads.send("receiveZoneDelivery", WebhookAdmission.PATH + "/" + token, Map.of(), 10_000);
    Sent zone =
        heads.send(
            "createZone",
            "/api/zones",
            Map.of("Authorization", "Bearer " + GatewayWorld.ADMIN_KEY),
            10_000);

    await(delivery.answer()).problem(408, "body-too-slow");
    await(zone.answer()).problem(408, "body-too-slow");
  }
}

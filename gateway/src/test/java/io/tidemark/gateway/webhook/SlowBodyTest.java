package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever announces a body and does not send it is not waited for. */
class SlowBodyTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1", "TIDEMARK_WEBHOOK_BODY_TIMEOUT", "300ms"));
  private final HttpClient client = world.stores.vertx().createHttpClient();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    await(client.close());
    world.close();
  }

  /** A request for which a part of its 10,000 bytes is sent at most. */
  private Answer stalled(String operation, String path, String header, String value, Buffer part) {
    return world.door.inContract(
        operation,
        client
            .request(HttpMethod.POST, world.door.gateway().port(), "127.0.0.1", path)
            .compose(request -> begin(request.putHeader(header, value), part)));
  }

  private static Future<HttpClientResponse> begin(HttpClientRequest request, Buffer part) {
    request.putHeader("Content-Length", "10000");
    return request
        .sendHead()
        .compose(sent -> part.length() == 0 ? Future.succeededFuture() : request.write(part))
        .compose(sent -> request.response());
  }

  @Test
  void aDeliveryThatStopsInMidBodyIsGivenUpAndLeavesItsPlace() {
    Answer answer =
        stalled(
            "receiveTwitterDelivery",
            WebhookAdmission.PATH,
            "X-API-Key",
            GatewayWorld.WEBHOOK_KEY,
            Buffer.buffer("{\"rule_id\":\"brand\","));

    assertThat(answer.problem(408, "body-too-slow")).contains("TIDEMARK_WEBHOOK_BODY_TIMEOUT");
    assertThat(answer.header("Connection")).isEqualTo("close");
    var whole = delivery("brand", "11").put("pad", "x".repeat(10_000));
    assertThat(world.webhook().send(whole).ok().getInteger("created")).isEqualTo(1);
  }

  @Test
  void aHeadWithoutABodyIsGivenUpForAnyOperation() {
    String token = world.key(List.of("webhook"), "brand");

    stalled(
            "receiveZoneDelivery",
            WebhookAdmission.PATH + "/" + token,
            "Accept",
            "application/json",
            Buffer.buffer())
        .problem(408, "body-too-slow");
    stalled(
            "createZone",
            "/api/zones",
            "Authorization",
            "Bearer " + GatewayWorld.ADMIN_KEY,
            Buffer.buffer())
        .problem(408, "body-too-slow");
  }
}

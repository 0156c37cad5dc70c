package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class BodyLimitTest {

  private static final int LIMIT = 2_048;

  private GatewayWorld world;

  private void begin(Map<String, String> settings) {
    world = GatewayWorld.begin(settings);
    world.zone("brand");
  }

  private void beginSmall() {
    begin(Map.of("TIDEMARK_WEBHOOK_MAX_BODY", Integer.toString(LIMIT)));
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** A delivery of exactly so many bytes. */
  private static Buffer bytes(String tweet, int bytes) {
    int missing = bytes - delivery("brand", tweet).put("pad", "").toBuffer().length();
    Buffer body = delivery("brand", tweet).put("pad", "x".repeat(missing)).toBuffer();
    assertThat(body.length()).isEqualTo(bytes);
    return body;
  }

  @Test
  void tenMebibytesAreTooMuchByDefaultAndTheNextDeliveryIsTaken() {
    begin(Map.of());

    assertTooLarge(10 * 1024 * 1024);

    assertThat(world.webhook().send(bytes("12", 4_096)).ok().getInteger("created")).isEqualTo(1);
  }

  @Test
  void oneByteOverTheLimitIsTooMuchAndTheLimitIsNot() {
    beginSmall();

    assertTooLarge(LIMIT + 1);

    assertThat(world.webhook().send(bytes("12", LIMIT)).ok().getInteger("created")).isEqualTo(1);
  }

  private void assertTooLarge(int bytes) {
    assertThat(world.webhook().send(bytes("11", bytes)).problem(413, "body-too-large"))
        .contains("TIDEMARK_WEBHOOK_MAX_BODY");
    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
  }

  @Test
  void aBodyThatDoesNotSayItsLengthIsCounted() {
    beginSmall();

    JsonObject refused = chunked(bytes("11", LIMIT + 1), 413);
    JsonObject taken = chunked(bytes("12", LIMIT), 200);

    assertThat(refused.getString("type")).isEqualTo("urn:tidemark:problem:body-too-large");
    assertThat(taken.getInteger("created")).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(1);
  }

  private JsonObject chunked(Buffer body, int status) {
    var client = world.stores.vertx().createHttpClient();
    try {
      HttpClientRequest request =
          await(
              client.request(
                  HttpMethod.POST,
                  world.api.gateway().port(),
                  "127.0.0.1",
                  "/api/webhooks/twitter"));
      request.setChunked(true).putHeader("X-API-Key", GatewayWorld.WEBHOOK_KEY);
      // Listened to before it may come.
      Future<Answer> heard =
          world.api.inContractLater("receiveTwitterDelivery", request.response());
      await(request.write(body.getBuffer(0, 1_000)));
      request.end(body.getBuffer(1_000, body.length()));
      Answer answer = await(heard);
      assertThat(answer.status()).isEqualTo(status);
      return answer.json();
    } finally {
      await(client.close());
    }
  }

  @Test
  void aManagementBodyOverTheLimitIsRefusedToo() {
    beginSmall();

    world
        .admin("createZone")
        .send(new JsonObject().put("name", "x".repeat(LIMIT)))
        .problem(413, "body-too-large");
  }
}

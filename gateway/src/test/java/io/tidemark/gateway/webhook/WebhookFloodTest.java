package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.tidemark.gateway.webhook.Heads.Sent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More than can be taken is refused before it is read. */
@Tag("server")
class WebhookFloodTest {

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1"));
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

  private Sent head(String key, int bytes) {
    return head("receiveTwitterDelivery", WebhookAdmission.PATH, key, bytes);
  }

  private Sent head(String operation, String path, @Nullable String key, int bytes) {
    return heads.send(operation, path, key == null ? Map.of() : Map.of("X-API-Key", key), bytes);
  }

  @Test
  void oneTooManyIsAnsweredWithoutAByteOfItsBody() {
    Buffer body = delivery("brand", "11").put("pad", "x".repeat(10_000)).toBuffer();
    Sent first = head(GatewayWorld.WEBHOOK_KEY, body.length());
    await(first.request().write(body.getBuffer(0, 5_000)));
    LockedZone.until(() -> world.inFlight() == 1); // the second may be read by another event loop

    Sent second = head(GatewayWorld.WEBHOOK_KEY, 5_000_000);

    Answer refused = await(second.answer());
    refused.problem(503, "unavailable");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    first.request().end(body.getBuffer(5_000, body.length()));
    assertThat(first.status()).isEqualTo(200);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(1);
  }

  @Test
  void aTokenInThePathTakesPlacesOfTheSameKind() {
    String path = WebhookAdmission.PATH + "/" + world.key(List.of("webhook"), "brand");
    Buffer body = delivery("brand", "11").put("pad", "x".repeat(10_000)).toBuffer();
    Sent first = head("receiveZoneDelivery", path, null, body.length());
    await(first.request().write(body.getBuffer(0, 5_000)));
    LockedZone.until(() -> world.inFlight() == 1); // the token is looked up first

    Sent byToken = head("receiveZoneDelivery", path, null, 5_000_000);
    await(byToken.answer()).problem(503, "unavailable");
    await(head(GatewayWorld.WEBHOOK_KEY, 5_000_000).answer()).problem(503, "unavailable");

    first.request().end(body.getBuffer(5_000, body.length()));
    Answer taken = await(first.answer());
    assertThat(taken.ok().getInteger("created")).isEqualTo(1);
  }

  @Test
  void aSenderThatGoesAwayLeavesItsPlace() {
    Sent first = head(GatewayWorld.WEBHOOK_KEY, 10_000);
    await(first.request().connection().close());

    Buffer body = delivery("brand", "11").put("pad", "x".repeat(10_000)).toBuffer();
    int status;
    do { // the gateway learns of it in a moment
      Sent next = head(GatewayWorld.WEBHOOK_KEY, body.length());
      next.request().end(body);
      status = await(next.request().response()).statusCode();
    } while (status == 503);

    assertThat(status).isEqualTo(200);
  }

  @Test
  void whatHasNoKeyAndIsNoPingIsRefusedUnread() {
    assertThat(head(null, 5_000_000).status()).isEqualTo(401);
    assertThat(head("wrong", 5_000_000).status()).isEqualTo(401);
  }

  @Test
  void whatIsTooLargeIsRefusedUnread() {
    assertThat(head(GatewayWorld.WEBHOOK_KEY, 100_000_000).status()).isEqualTo(413);
  }
}

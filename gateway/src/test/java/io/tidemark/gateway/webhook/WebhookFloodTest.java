package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More than can be taken is refused before it is read. */
class WebhookFloodTest {

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1"));
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

  /** A request of which only the head is sent. */
  private HttpClientRequest head(String key, int bytes) {
    HttpClientRequest request =
        await(
            client.request(
                HttpMethod.POST, world.door.gateway().port(), "127.0.0.1", WebhookAdmission.PATH));
    request.putHeader("Content-Length", Integer.toString(bytes));
    if (key != null) {
      request.putHeader("X-API-Key", key);
    }
    await(request.sendHead());
    return request;
  }

  private static int status(HttpClientRequest request) {
    return await(request.response()).statusCode();
  }

  @Test
  void oneTooManyIsAnsweredWithoutAByteOfItsBody() {
    Buffer body = delivery("brand", "11").put("pad", "x".repeat(10_000)).toBuffer();
    HttpClientRequest first = head(GatewayWorld.WEBHOOK_KEY, body.length());
    await(first.write(body.getBuffer(0, 5_000)));

    HttpClientRequest second = head(GatewayWorld.WEBHOOK_KEY, 5_000_000);

    assertThat(status(second)).isEqualTo(503);
    assertThat(await(second.response()).getHeader("Retry-After")).isEqualTo("1");
    first.end(body.getBuffer(5_000, body.length()));
    assertThat(status(first)).isEqualTo(200);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(1);
  }

  @Test
  void aSenderThatGoesAwayLeavesItsPlace() {
    HttpClientRequest first = head(GatewayWorld.WEBHOOK_KEY, 10_000);
    await(first.connection().close());

    Buffer body = delivery("brand", "11").put("pad", "x".repeat(10_000)).toBuffer();
    int status;
    do { // the gateway learns of it in a moment
      HttpClientRequest next = head(GatewayWorld.WEBHOOK_KEY, body.length());
      next.end(body);
      status = status(next);
    } while (status == 503);

    assertThat(status).isEqualTo(200);
  }

  @Test
  void whatHasNoKeyAndIsNoPingIsRefusedUnread() {
    assertThat(status(head(null, 5_000_000))).isEqualTo(401);
    assertThat(status(head("wrong", 5_000_000))).isEqualTo(401);
  }

  @Test
  void whatIsTooLargeIsRefusedUnread() {
    assertThat(status(head(GatewayWorld.WEBHOOK_KEY, 100_000_000))).isEqualTo(413);
  }
}

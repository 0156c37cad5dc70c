package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.tidemark.gateway.GatewayWorld;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class WebhookKeysTest {

  private static final String OLD = "the-old-webhook-key";
  private static final String NEW = "the-new-webhook-key";

  private final GatewayWorld world =
      GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_KEYS", OLD + "," + NEW));

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static Answer deliver(ApiClient api, String key, String tweet) {
    return api.call("receiveTwitterDelivery")
        .header("X-API-Key", key)
        .send(delivery("brand", tweet));
  }

  @Test
  void aDeliveryWithoutAKeyOrWithAWrongOneIsRefused() {
    world
        .api
        .call("receiveTwitterDelivery")
        .send(delivery("brand", "11"))
        .problem(401, "key-required");
    for (String wrong :
        new String[] {"", "wrong", OLD + "x", OLD + "," + NEW, OLD.toUpperCase(Locale.ROOT)}) {
      Answer answer = deliver(world.api, wrong, "11");
      answer.problem(401, "key-required");
      assertThat(answer.header("WWW-Authenticate")).isNotBlank();
    }

    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
  }

  @Test
  void theAdminKeyOpensTheWebhookNot() {
    world
        .admin("receiveTwitterDelivery")
        .send(delivery("brand", "11"))
        .problem(401, "key-required");
    deliver(world.api, GatewayWorld.ADMIN_KEY, "11").problem(401, "key-required");
  }

  @Test
  void whoHasNoKeyIsNotToldWhatIsWrongWithTheBody() {
    world.api.call("receiveTwitterDelivery").send("{").problem(401, "key-required");
    world.api.call("receiveTwitterDelivery").send("{\"tweets\":5}").problem(401, "key-required");
  }

  @Test
  void aWrongKeyIsNotRepeatedInTheAnswer() {
    Answer answer = deliver(world.api, "wrong-but-secret", "11");

    assertThat(answer.body() + answer.headers()).doesNotContain("wrong-but-secret");
  }

  @Test
  void bothKeysAreTakenDuringARotationAndTheOldOneNotAfterwards() {
    deliver(world.api, OLD, "11").ok();
    deliver(world.api, NEW, "12").ok();

    try (var pod = world.anotherPod(Map.of("TIDEMARK_WEBHOOK_KEYS", NEW));
        var rotated = ApiClient.open(pod.app())) {
      deliver(rotated, OLD, "13").problem(401, "key-required");
      deliver(rotated, NEW, "14").ok();
    }
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(3);
  }

  @Test
  void withoutAnyKeyConfiguredTheAnswerSaysWhatToSet() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_WEBHOOK_KEYS", ""));
        var closed = ApiClient.open(pod.app())) {
      assertThat(deliver(closed, "", "11").problem(401, "key-required"))
          .contains("TIDEMARK_WEBHOOK_KEYS");
      assertThat(closed.call("receiveTwitterDelivery").send().status()).isEqualTo(200);
    }
  }
}

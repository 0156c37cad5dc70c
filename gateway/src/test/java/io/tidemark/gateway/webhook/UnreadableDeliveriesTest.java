package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever cannot be read at all; nothing of it is kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class UnreadableDeliveriesTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeAll
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void nothingIsKept() {
    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
    assertThat(world.stores.number("select count(*) from unrouted_deliveries")).isZero();
  }

  @AfterAll
  void end() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"rule_id\":\"brand\",\"tweets\":5}`, tweets must be an array",
        "`{\"rule_id\":\"brand\",\"tweets\":{\"id\":\"1\"}}`, tweets must be an array",
        "`{\"rule_id\":\"brand\",\"results\":\"all\"}`, results must be an array",
        "`{\"rule_id\":\"brand\",\"tweet\":[]}`, tweet must be an object",
        "`{\"rule_id\":true,\"tweets\":[]}`, rule_id must be a text",
        "`{\"ruleId\":{},\"tweets\":[]}`, ruleId must be a text",
        "`{\"rule_id\":\"brand\"}`, tweets is missing",
        "`{}`, tweets is missing",
        "`5`, an object or an array",
        "`\"tide\"`, an object or an array",
        "`null`, an object or an array",
        "`{\"tweets\":[`, line 1",
        "`{\"tweets\":[]} {}`, not JSON",
        "`{'tweets':[]}`, not JSON",
        "`tweets=5`, not JSON"
      })
  void whatIsNoDeliveryIsRefusedNamingTheField(String body, String reason) {
    assertThat(world.webhook().send(body).problem(400, "malformed-body")).contains(reason);
  }

  /** Of no rule, it would be kept for a zone that nobody can name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        " [ ] ",
        "{\"tweets\":[]}",
        "{\"rule_id\":null,\"results\":[]}",
        "{\"rule_id\":\" \",\"tweets\":[]}"
      })
  void aDeliveryOfNoTweetsAndNoRuleIsRefused(String body) {
    assertThat(world.webhook().send(body).problem(400, "malformed-body"))
        .isEqualTo("The delivery has no tweets and names no rule.");
    assertThat(world.webhook().query("rule_id", " ").send(body).status()).isEqualTo(400);
    world.webhook().query("rule_id", "brand").send("5").problem(400, "malformed-body");
  }

  @Test
  void aBodyThatIsNotTextIsRefused() {
    world
        .webhook()
        .send(Buffer.buffer(new byte[] {0, 1, 2, (byte) 0xFF}))
        .problem(400, "malformed-body");
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 500_000})
  void aBodyNestedWithoutEndIsRefused(int depth) {
    String body =
        "{\"rule_id\":\"brand\",\"tweets\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

    world.webhook().send(body).problem(400, "malformed-body");
  }

  /** RFC 8259 asks for UTF-8, and so does whatever reads a delivery that was kept. */
  @Test
  void anotherEncodingThanUtf8IsRefused() {
    for (var encoding : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      Buffer body = Buffer.buffer(delivery("new", "11").encode().getBytes(encoding));

      assertThat(world.webhook().send(body).problem(400, "malformed-body")).contains("UTF-8");
    }
  }
}

package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The webhook's key is its sender's own credential, and the path may hold one of ours. */
@Tag("server")
class WebhookSecretsTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private String token;

  @BeforeEach
  void begin() {
    world.zone("brand");
    token = world.key(List.of("webhook"), "brand");
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void end() {
    root.detachAppender(logged);
    world.close();
  }

  @Test
  void neitherStandsInALogOrAnErrorWhateverGoesWrong() {
    world.stores.sql("alter table webhook_deliveries add column must_fail int not null");

    List<Answer> failed =
        List.of(
            world.webhook().send(delivery("brand", "11")),
            byToken(token).send(delivery("brand", "11")),
            byToken(token).send("{"),
            byToken(token + "-wrong").send(delivery("brand", "11")),
            world.webhook().send("{\"tweets\":5}"),
            world.api.request(HttpMethod.PUT, WebhookAdmission.PATH + "/" + token).send());

    assertThat(failed).extracting(Answer::status).containsExactly(500, 500, 400, 401, 400, 405);
    assertThat(logged.list).anyMatch(event -> event.getThrowableProxy() != null);
    assertThat(logged.list)
        .extracting(WebhookSecretsTest::text)
        .noneMatch(line -> line.contains(GatewayWorld.WEBHOOK_KEY) || line.contains(token));
    assertThat(failed)
        .extracting(answer -> answer.headers() + answer.body())
        .noneMatch(text -> text.contains(GatewayWorld.WEBHOOK_KEY) || text.contains(token));
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + event.getKeyValuePairs()
        + ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  private Call byToken(String presented) {
    return world.api.call("receiveZoneDelivery", presented);
  }
}

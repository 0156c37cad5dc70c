package io.tidemark.contract;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.WakeUp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class AddressTest {

  private static final String NAME = "tidemark.lots.nudge";
  private static final WakeUp NEXT = new WakeUp(Instant.parse("2026-03-01T12:00:00.123456Z"));

  private Vertx vertx;
  private final BlockingQueue<Optional<WakeUp>> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void consume(Vertx vertx) {
    this.vertx = vertx;
    await(
        Address.LOTS.consume(
            vertx.eventBus(), wakeUp -> received.add(Optional.ofNullable(wakeUp))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T12:00:00.123456Z",
        "2026-03-01T12:00:00.000001Z",
        "2026-03-01T12:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void anInstantArrivesToTheMicrosecond(Instant dueAt) throws InterruptedException {
    Address.LOTS.publish(vertx.eventBus(), new WakeUp(dueAt));

    assertThat(next()).isEqualTo(new WakeUp(dueAt));
  }

  @Test
  void everyConsumerIsTold() throws InterruptedException {
    BlockingQueue<WakeUp> others = new LinkedBlockingQueue<>();
    await(Address.LOTS.consume(vertx.eventBus(), others::add));

    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(next()).isEqualTo(NEXT);
    assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo(NEXT);
  }

  @Test
  void addressesDoNotMix() throws InterruptedException {
    Address.UNROUTED.publish(vertx.eventBus(), new WakeUp(Instant.EPOCH));
    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(next()).isEqualTo(NEXT);
  }

  @Test
  void publishingToNobodyIsNoMistake() {
    Vertx lonely = Vertx.vertx();

    Address.LOTS.publish(lonely.eventBus(), NEXT);

    await(lonely.close());
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() throws InterruptedException {
    vertx
        .eventBus()
        .publish(
            NAME,
            Buffer.buffer(
                """
                {"lot": 7, "dueAt": "2026-03-01T12:00:00.123456Z", "why": {"by": "intake"}}
                """));

    assertThat(next()).isEqualTo(NEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"dueAt\": null}", "{\"dueAt\": \"noon\"}", "null", "7", "", "{\"dueAt\""})
  void whatCannotBeReadIsLeftOutAndTheNextArrives(String body) throws InterruptedException {
    vertx.eventBus().publish(NAME, Buffer.buffer(body));
    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(next()).isEqualTo(NEXT);
  }

  @Test
  void aBodyOfAnotherKindIsLeftOutAndTheNextArrives() throws InterruptedException {
    vertx.eventBus().publish(NAME, "2026-03-01T12:00:00Z");
    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(next()).isEqualTo(NEXT);
  }

  @Test
  void aConsumerThatThrowsIsToldTheNextAsWell() throws InterruptedException {
    BlockingQueue<WakeUp> told = new LinkedBlockingQueue<>();
    await(
        Address.LOTS.consume(
            vertx.eventBus(),
            wakeUp -> {
              told.add(wakeUp);
              throw new IllegalStateException("not now");
            }));

    Address.LOTS.publish(vertx.eventBus(), new WakeUp(Instant.EPOCH));
    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(new WakeUp(Instant.EPOCH));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(NEXT);
  }

  private WakeUp next() throws InterruptedException {
    return Objects.requireNonNull(received.poll(20, TimeUnit.SECONDS)).orElse(null);
  }
}

package io.tidemark.contract;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.Nudge;
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
  private static final Nudge NEXT = new Nudge(Instant.parse("2026-03-01T12:00:00.123456Z"));

  private Vertx vertx;
  private final BlockingQueue<Optional<Nudge>> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void consume(Vertx vertx) {
    this.vertx = vertx;
    await(
        Address.LOTS.consume(vertx.eventBus(), nudge -> received.add(Optional.ofNullable(nudge))));
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
    Address.LOTS.publish(vertx.eventBus(), new Nudge(dueAt));

    assertThat(next()).isEqualTo(new Nudge(dueAt));
  }

  @Test
  void everyConsumerIsTold() throws InterruptedException {
    BlockingQueue<Nudge> others = new LinkedBlockingQueue<>();
    await(Address.LOTS.consume(vertx.eventBus(), others::add));

    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(next()).isEqualTo(NEXT);
    assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo(NEXT);
  }

  @Test
  void addressesDoNotMix() throws InterruptedException {
    Address.UNROUTED.publish(vertx.eventBus(), new Nudge(Instant.EPOCH));
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
    BlockingQueue<Nudge> told = new LinkedBlockingQueue<>();
    await(
        Address.LOTS.consume(
            vertx.eventBus(),
            nudge -> {
              told.add(nudge);
              throw new IllegalStateException("not now");
            }));

    Address.LOTS.publish(vertx.eventBus(), new Nudge(Instant.EPOCH));
    Address.LOTS.publish(vertx.eventBus(), NEXT);

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(new Nudge(Instant.EPOCH));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(NEXT);
  }

  private Nudge next() throws InterruptedException {
    return Objects.requireNonNull(received.poll(20, TimeUnit.SECONDS)).orElse(null);
  }
}

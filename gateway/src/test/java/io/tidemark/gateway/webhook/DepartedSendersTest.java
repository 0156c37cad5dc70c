package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static io.tidemark.gateway.webhook.Bodies.gzip;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sender that goes away before its answer leaves its place in flight, whenever it goes. */
@Tag("server")
class DepartedSendersTest {

  private static final int PLACES = 3;

  /** More than the gateway reads on an event loop, packed or not. */
  private static final int LARGE = 600_000;

  /** When the sender goes. */
  private enum Moment {
    BEFORE_THE_BODY,
    IN_THE_BODY,
    /** The answer's connection is gone while the body is read and parsed. */
    WITH_THE_LAST_BYTE,
    WHILE_IT_IS_WRITTEN
  }

  /** What it sends. */
  private enum Form {
    SMALL(false) {
      @Override
      Buffer body() {
        return delivery("brand", "11").toBuffer();
      }
    },
    SMALL_PACKED(true) {
      @Override
      Buffer body() {
        return gzip(SMALL.body());
      }
    },
    LARGE_PLAIN(false) {
      @Override
      Buffer body() {
        byte[] noise = new byte[LARGE / 2];
        new Random(7).nextBytes(noise);
        return delivery("brand", "11").put("pad", HexFormat.of().formatHex(noise)).toBuffer();
      }
    },
    LARGE_PACKED(true) {
      @Override
      Buffer body() {
        return gzip(LARGE_PLAIN.body());
      }
    },
    LARGE_PACKED_SMALL(true) {
      @Override
      Buffer body() {
        return gzip(delivery("brand", "11").put("pad", "x".repeat(LARGE)).toBuffer());
      }
    };

    private final boolean packed;

    Form(boolean packed) {
      this.packed = packed;
    }

    abstract Buffer body();
  }

  private final GatewayWorld world =
      GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", Integer.toString(PLACES)));
  private final NetClient client = world.stores.vertx().createNetClient();

  @AfterEach
  void end() {
    await(client.close());
    world.close();
  }

  static Stream<Arguments> departures() {
    return Stream.of(Moment.values())
        .flatMap(moment -> Stream.of(Form.values()).map(form -> Arguments.of(moment, form)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("departures")
  void itsPlaceIsFreeForTheNext(Moment moment, Form form) {
    world.zone("brand");
    Buffer body = form.body();
    try (var zone = LockedZone.lock(world.stores, "brand")) {
      List<NetSocket> senders = new ArrayList<>();
      for (int sender = 1; sender <= PLACES; sender++) {
        senders.add(send(moment, form, body, sender, zone));
      }
      senders.forEach(sender -> await(sender.close()));
      if (moment == Moment.WITH_THE_LAST_BYTE) {
        zone.awaitSomebodyWaiting();
      }
      LockedZone.until(() -> world.inFlight() == 0);
    }
    for (int next = 0; next <= PLACES; next++) {
      Answer answer = world.webhook().send(delivery("brand", Integer.toString(20 + next)));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    LockedZone.until(() -> world.inFlight() == 0); // a place is free after its answer was sent
  }

  private NetSocket send(Moment moment, Form form, Buffer body, int sender, LockedZone zone) {
    NetSocket socket = await(client.connect(world.api.gateway().port(), "127.0.0.1"));
    var head =
        """
        POST %s HTTP/1.1
        Host: localhost
        X-API-Key: %s
        Content-Type: application/json
        Content-Length: %d
        """
            .formatted(WebhookAdmission.PATH, GatewayWorld.WEBHOOK_KEY, body.length());
    String whole = head + (form.packed ? "Content-Encoding: gzip\n" : "") + "\n";
    await(socket.write(whole.replace("\n", "\r\n")));
    switch (moment) {
      case BEFORE_THE_BODY -> untilItHasAPlace(body, sender);
      case IN_THE_BODY -> {
        await(socket.write(body.getBuffer(0, body.length() / 2)));
        untilItHasAPlace(body, sender);
      }
      case WITH_THE_LAST_BYTE -> await(socket.write(body).compose(sent -> socket.close()));
      case WHILE_IT_IS_WRITTEN -> {
        await(socket.write(body));
        LockedZone.until(() -> world.inFlight() == sender);
        zone.awaitSomebodyWaiting();
      }
    }
    return socket;
  }

  /** What may be a test ping takes none before it is read. */
  private void untilItHasAPlace(Buffer body, int sender) {
    if (body.length() > WebhookAdmission.PING_BYTES) {
      LockedZone.until(() -> world.inFlight() == sender);
    }
  }
}

package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.tracker.TrackerWorld;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ClosingTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anUndeployedGatewayFinishesItsDeliveryAndTakesNoOther() {
    world.zone("brand");
    var tweets = List.of(world.tracker.post(TrackerWorld.dead()));
    try (var pod = world.anotherPod(Map.of())) {
      var api = ApiClient.open(pod.app());
      Future<Answer> inHand;
      Future<Void> undeployed;
      try (var zone = LockedZone.lock(world.stores, "brand")) {
        inHand =
            api.call("receiveTwitterDelivery")
                .header("X-API-Key", GatewayWorld.WEBHOOK_KEY)
                .sending(world.tracker.body("brand", tweets).encode());
        zone.awaitSomebodyWaiting();

        undeployed = api.gateway().undeploy();
        LockedZone.until(() -> isFree(api.gateway().port()));
        assertThat(inHand.isComplete()).isFalse();
      }

      assertThat(await(inHand).ok().getInteger("created")).isEqualTo(1);
      await(undeployed);
    }
  }

  /** Whoever listens there keeps others from it; connections that are still open do not. */
  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPortThatIsTakenFailsTheDeployment() {
    String port = Integer.toString(world.api.gateway().port());
    try (var pod = world.anotherPod(Map.of("TIDEMARK_HTTP_PORT", port))) {
      assertThatThrownBy(() -> await(Gateway.deploy(pod.app()))).hasMessageContaining("in use");
    }
  }
}

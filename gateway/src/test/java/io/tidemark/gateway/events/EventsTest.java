package io.tidemark.gateway.events;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class EventsTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final HttpClient client =
      world
          .stores
          .vertx()
          .createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(400));

  @BeforeEach
  void begin() {
    world.zone("brand");
    world.zone("rivals");
  }

  @AfterEach
  void end() {
    client.close();
    world.close();
  }

  private OpenStream listen(String key, String lastId) {
    return OpenStream.open(client, world.api, key, lastId);
  }

  private void deliver(String zone) {
    world.deliver(zone, List.of(world.tracker.post(growing(10))));
  }

  private void happens(ChangeEvent happened) {
    Address.CHANGES.publish(world.stores.vertx().eventBus(), happened);
  }

  @Test
  void aDeliveryIsHeardWithItsZone() {
    OpenStream stream = listen(GatewayWorld.ADMIN_KEY, null);
    stream.first("hello");

    deliver("brand");

    JsonObject data = new JsonObject(stream.first("delivery").data());
    assertThat(data.getString("zone_id")).isEqualTo("brand");
    assertThat(data.getLong("created")).isEqualTo(1);
    assertThat(stream.response().getHeader("Content-Type")).isEqualTo("text/event-stream");
    assertThat(stream.response().getHeader("Content-Encoding")).isIn(null, "identity");
  }

  @Test
  void aZoneThatIsPausedIsTold() {
    OpenStream stream = listen(GatewayWorld.ADMIN_KEY, null);
    stream.first("hello");

    world.admin("changeZone", "brand").send(new JsonObject().put("status", "paused")).ok();

    assertThat(new JsonObject(stream.first("zone").data()).getString("zone_id")).isEqualTo("brand");
  }

  @Test
  void whatHappensOnAnotherPodIsHeardFromTheBus() {
    OpenStream stream = listen(GatewayWorld.ADMIN_KEY, null);
    stream.first("hello");

    happens(ChangeEvent.inZone("polled", null, "brand", Map.of("tweets", 3L)));

    assertThat(stream.first("polled").data()).contains("\"tweets\":3");
  }

  @Test
  void aForeignTenantHearsNothingOfIt() {
    world.workspace("rivals");
    OpenStream stream = listen(world.tenantKey(List.of("read"), "rivals"), null);
    stream.first("hello");

    deliver("brand");
    happens(ChangeEvent.toAll("sweep", 1L));
    happens(ChangeEvent.inWorkspace("studio-run", 1L, "brand"));
    happens(ChangeEvent.inWorkspace("studio-run", 2L, null));
    happens(ChangeEvent.inWorkspace("studio-run", 3L, "rivals"));
    stream.first("studio-run");
    deliver("rivals");
    stream.first("delivery");

    assertThat(stream.heard())
        .filteredOn(event -> !event.kind().equals("hello"))
        .extracting(OpenStream.Heard::kind)
        .containsExactly("studio-run", "delivery");
    assertThat(stream.heard().toString()).doesNotContain("brand");
  }

  @Test
  void oneWhoWasAwayIsToldWhatWasMissed() {
    String before = lastId(events(null));

    deliver("brand");
    world.api.call("listZones").bearer(GatewayWorld.ADMIN_KEY).send().ok();
    OpenStream later = listen(GatewayWorld.ADMIN_KEY, before);

    assertThat(later.first("delivery").id()).isNotEqualTo(before);
    assertThat(later.heard()).noneMatch(event -> event.kind().equals("reset"));
  }

  @Test
  void oneWhoWasAwayTooLongOrElsewhereIsToldToReadAgain() {
    String here = lastId(events(null));
    String process = here.substring(0, here.indexOf('-'));

    for (String unknown : List.of("other-1", process + "-99", process + "-x", "nonsense")) {
      assertThat(events(unknown)).as(unknown).contains("event: reset");
    }
    assertThat(events(here)).doesNotContain("event: reset");
  }

  private String events(String lastId) {
    var call = world.admin("streamEvents");
    Answer answer = lastId == null ? call.send() : call.header("Last-Event-ID", lastId).send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private long newest() {
    String id = lastId(events(null));
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }

  /** What was published has been heard by the gateway and told to all who listen. */
  private void untilTold(long number) {
    for (int tries = 0; newest() < number; tries++) {
      assertThat(tries).isLessThan(1_000);
    }
  }

  private static String lastId(String body) {
    return body.lines().filter(line -> line.startsWith("id: ")).toList().getLast().substring(4);
  }

  @Test
  void aSlowListenerIsToldToReadAgainAndNothingIsKeptForIt() {
    OpenStream slow = listen(GatewayWorld.ADMIN_KEY, null);
    slow.first("hello");
    slow.response().pause();

    long before = newest();

    // Far more than the sockets on both sides hold.
    String large = "z".repeat(50_000);
    IntStream.range(0, 400)
        .forEach(i -> happens(ChangeEvent.inZone("polled", (long) i, large, Map.of())));
    untilTold(before + 400);
    slow.response().resume();

    slow.first("reset");
    assertThat(slow.heard()).hasSizeLessThan(400);
    happens(ChangeEvent.toAll("budget", 8L));
    slow.first("budget");
  }

  @Test
  void aFloodOfTheSameIsOneEventAndOfTooManyThingsAReset() {
    OpenStream stream = listen(GatewayWorld.ADMIN_KEY, null);
    stream.first("hello");

    for (int i = 0; i < 1_000; i++) {
      happens(ChangeEvent.inZone("delivery", null, "brand", Map.of("created", 1L)));
    }
    IntStream.range(0, EventCoalescer.MOST * 20)
        .forEach(i -> happens(ChangeEvent.toAll("thing", (long) i)));
    stream.first("reset");

    List<OpenStream.Heard> deliveries =
        stream.heard().stream().filter(event -> event.kind().equals("delivery")).toList();
    assertThat(deliveries).hasSizeLessThan(50);
  }

  @Test
  void noMoreListenThanFitAndOneWhoGoesMakesRoom() {
    List<OpenStream> all =
        IntStream.range(0, 256).mapToObj(i -> listen(GatewayWorld.ADMIN_KEY, null)).toList();

    world.admin("streamEvents").send().problem(503, "unavailable");

    await(all.getFirst().response().request().connection().close());
    Future<Answer> again = retried(50);
    assertThat(await(again).status()).isEqualTo(200);
  }

  /** The gateway notices a closed connection in its own time. */
  private Future<Answer> retried(int times) {
    Answer answer = world.admin("streamEvents").send();
    return answer.status() == 200 || times == 0
        ? Future.succeededFuture(answer)
        : retried(times - 1);
  }

  @Test
  void aGatewayThatStopsDoesNotWaitForThoseWhoListen() {
    try (var pod = world.anotherPod(Map.of());
        var api = ApiClient.open(pod.app())) {
      OpenStream stream = OpenStream.open(client, api, GatewayWorld.ADMIN_KEY, null);
      stream.first("hello");
    }
  }
}

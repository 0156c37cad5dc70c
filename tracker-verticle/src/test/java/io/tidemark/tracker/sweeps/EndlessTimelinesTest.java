package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timelines whose pages lead nowhere. */
@Tag("server")
class EndlessTimelinesTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger pages = new AtomicInteger();
  private SweepWorld dao;

  @AfterEach
  void close() {
    dao.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "every page is empty, 3, pages without a post in a row",
    "a page leads to itself, 2, leads back",
    "two pages lead to each other, 3, leads back",
  })
  void aTimelineWithoutAnEndIsLeftWithAWarning(String kind, int asked, String message) {
    HttpServer x =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> answer(request, kind))
                .listen(0, "127.0.0.1"));
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
    dao.dao("uniswap");

    dao.sweep();

    assertThat(pages).hasValue(asked);
    assertThat(
            dao.world.stores.sql(
                "select message from dao_sync_logs where level = 'warn' order by id"))
        .extracting(row -> row.getString(0))
        .singleElement()
        .asString()
        .contains(message);
    assertThat(dao.world.stores.sql("select status from dao_sync_progress").getFirst().getString(0))
        .isEqualTo("done");
  }

  /** An id carries its creation time. */
  private static String id(Instant created) {
    return Long.toString((created.toEpochMilli() - 1_288_834_974_657L) << 22);
  }

  private void answer(HttpServerRequest request, String kind) {
    if (request.path().equals(SweepWorld.ACCOUNTS)) {
      request
          .response()
          .end(
              new JsonObject()
                  .put(
                      "data",
                      new JsonArray()
                          .add(new JsonObject().put("id", "7").put("username", "uniswap")))
                  .encode());
      return;
    }
    int page = pages.incrementAndGet();
    String token = request.getParam("pagination_token");
    var data = new JsonArray();
    if (!kind.startsWith("every")) {
      data.add(
          new JsonObject()
              .put("id", id(dao.world.clock.instant().minusSeconds(60L * page)))
              .put("text", "news")
              .put("created_at", dao.world.clock.instant().minusSeconds(60L * page).toString())
              .put("public_metrics", new JsonObject().put("like_count", page)));
    }
    String next =
        switch (kind) {
          case "every page is empty" -> "t" + page;
          case "a page leads to itself" -> "a";
          default -> "a".equals(token) ? "b" : "a";
        };
    request
        .response()
        .end(
            new JsonObject()
                .put("data", data)
                .put(
                    "meta",
                    new JsonObject().put("result_count", data.size()).put("next_token", next))
                .encode());
  }
}

package io.tidemark.gateway.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An export that is longer than what the sockets take, and a caller who stops reading. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class LongExportTest {

  private static final int READINGS = 100_000;

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_POSTGRES_POOL_SIZE", "2"));
  private final HttpClient client =
      world.stores.vertx().createHttpClient(new HttpClientOptions().setReceiveBufferSize(8 * 1024));

  /** 10 MB of readings, spread over 40 tweets of one lot. */
  @BeforeEach
  void deliver() {
    world.zone("brand");
    world.deliver("brand", world.tracker.post(40, dead()));
    world.stores.sql(
        """
        insert into twitter_engagement_history (tweet_id, snapshot_at, origin, like_count, view_count)
        select tweet.id, timestamptz '2026-11-02T10:00:00Z' + n * interval '1 ms', 'webhook',
          1000000000000 + n, 2000000000000 + n
        from twitter_tweets tweet, generate_series(1, %d) n
        """
            .formatted(READINGS / 40));
  }

  @AfterEach
  void end() {
    await(client.close());
    world.close();
  }

  /** Begins to answer, and is not read. */
  private HttpClientResponse paused() {
    HttpClientResponse response =
        await(
            client
                .request(
                    HttpMethod.GET,
                    world.api.gateway().port(),
                    "127.0.0.1",
                    "/api/twitter/zones/brand/snapshots.csv")
                .compose(
                    request ->
                        request
                            .putHeader("Authorization", "Bearer " + GatewayWorld.ADMIN_KEY)
                            .send())
                .map(
                    answer -> {
                      answer.pause();
                      return answer;
                    }));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(inHand()).isEqualTo(1);
    return response;
  }

  private double inHand() {
    return world.stores.app().meters().get("tidemark.exports.in.hand").gauge().value();
  }

  private double lines() {
    return world.stores.app().meters().get("tidemark.exports.lines").counter().count();
  }

  private String rest(HttpClientResponse response) {
    Future<HttpClientResponse> head = Future.succeededFuture(response);
    var whole = world.api.inContractLater("exportZone", head);
    response.resume();
    return await(whole).body();
  }

  @Test
  void whatACallerDoesNotReadIsNotReadFromTheDatabase() {
    HttpClientResponse response = paused();

    double before;
    do { // until the sockets are full, and twenty of our pages are read while none of theirs is
      before = lines();
      for (int page = 0; page < 20; page++) {
        world.stores.sql("select * from twitter_engagement_history limit 500");
      }
    } while (lines() > before);

    assertThat(lines()).isLessThan(READINGS / 2.0);
    assertThat(rest(response).lines().count()).isEqualTo(READINGS + 1);
    LockedZone.until(() -> lines() == READINGS);
  }

  @Test
  void aCallerWhoStopsReadingHoldsNothingOfTheDatabase() {
    HttpClientResponse response = paused();

    SqlConnection one = await(world.stores.pool().getConnection());
    SqlConnection other = await(world.stores.pool().getConnection());
    long busy =
        await(
                one.query(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and pid <> pg_backend_pid() and (state <> 'idle' or backend_xmin is"
                            + " not null)")
                    .execute())
            .iterator()
            .next()
            .getLong(0);
    assertThat(busy).isZero();
    assertThat(inHand()).as("it is in the middle").isEqualTo(1);
    await(one.close());
    await(other.close());

    String csv = rest(response);
    assertThat(csv).startsWith(CsvLines.HEADER).endsWith("\r\n");
    List<String> lines = csv.lines().skip(1).toList();
    assertThat(lines).hasSize(READINGS).doesNotHaveDuplicates();
    LockedZone.until(() -> inHand() == 0);
  }

  @Test
  void whatIsWrittenMeanwhileIsInItOrNotButNothingTwice() {
    HttpClientResponse response = paused();

    world.deliver("brand", world.tracker.post(3, dead()));
    world.hourPasses();

    List<String> lines = rest(response).lines().skip(1).toList();
    assertThat(lines).doesNotHaveDuplicates();
    assertThat(lines.stream().filter(line -> line.contains(",webhook,"))).hasSize(READINGS);
  }

  @Test
  void aCallerWhoGoesAwayEndsTheExport() {
    paused();

    await(client.close());

    LockedZone.until(() -> inHand() == 0);
    assertThat(world.admin("listZones").send().status()).isEqualTo(200);
  }

  @Test
  void anExportThatBreaksOffDoesNotLookLikeAWholeOne() {
    HttpClientResponse response = paused();
    // Listened to before it happens: an end that nobody listens to is told to nobody.
    Future<Buffer> body = response.body();

    world.stores.sql("drop table twitter_engagement_history");
    response.resume();

    assertThatThrownBy(() -> await(body)).hasMessageContaining("closed");
    LockedZone.until(() -> inHand() == 0);
  }
}

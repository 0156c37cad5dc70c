package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts of DAOs that are more than they look: long ones, edited ones. */
@Tag("server")
class LongTextsTest {

  private static final String LONG = "Proposal seven. ".repeat(56) + "End.";

  private SweepWorld dao;

  @AfterEach
  void close() {
    dao.close();
  }

  private SimulatedTweet post(String text) {
    return dao.world
        .simulator
        .tweets()
        .post(
            TweetDraft.any()
                .withText(text)
                .by("uniswap")
                .at(dao.world.clock.instant().minus(Duration.ofHours(1))));
  }

  @ParameterizedTest
  @EnumSource(XDialect.class)
  void allOfATextIsStoredAndOneThatWasCutIsCompleted(XDialect dialect) {
    dao = SweepWorld.begin();
    dao.world.simulator.change(s -> s.xDialect(dialect));
    dao.dao("uniswap");
    SimulatedTweet tweet = post(LONG);

    dao.sweep();

    assertThat(LONG).hasSize(900);
    assertThat(dao.stored(tweet).getString("text")).isEqualTo(LONG);
    dao.sql("update dao_tweets set text = left(text, 279) || '…'");
    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();
    assertThat(dao.stored(tweet).getString("text")).isEqualTo(LONG);
  }

  @Test
  void anEditedPostIsOnePostForTheDaoAndForZones() {
    dao = SweepWorld.begin();
    dao.world.zone("brand", Cadence.HOURLY_LOT);
    dao.dao("uniswap");
    SimulatedTweet older = post("typo");
    dao.sweep();
    dao.world.deliver("brand", List.of(older));
    SimulatedTweet newer = dao.world.simulator.tweets().edit(older.id());
    dao.world.deliver("brand", List.of(newer));
    dao.world.simulator.tweets().delete(older.id()); // a timeline shows the newest version alone
    dao.world.clock.advance(Duration.ofMinutes(5));

    dao.sweep();

    assertThat(dao.stored(older).getString("missing")).isEqualTo("deleted");
    assertThat(dao.stored(newer).getString("missing")).isNull();
    assertThat(dao.calls(SweepWorld.TWEETS)).as("nobody asks for the older one").isEmpty();
    assertThat(dao.world.tracking(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(dao.world.tracking(newer).getString("stop_reason")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dao001", "dao002", "dao004"})
  void aTimelineThatIsForbiddenIsThatDaosFailureAlone(String forbidden) {
    dao = SweepWorld.begin();
    dao.daosWithATweet(4);
    dao.world.simulator.change(s -> s.forbiddenUsers(forbidden));

    long cycle = dao.sweep();

    assertThat(dao.cycle(cycle).getString("message")).isEqualTo("3 of 4 DAOs were swept");
    assertThat(dao.status(cycle)).isEqualTo("partial");
    assertThat(dao.timelinesAsked()).hasSize(4);
    assertThat(dao.number("select count(*) from upstream_pauses")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dao001 dao002",
        "dao002 dao003",
        "dao003 dao004",
        "dao001 dao002 dao003",
        "dao002 dao003 dao004",
        "dao001 dao002 dao003 dao004"
      })
  void forbiddenTimelinesArePassedOverWhileTheTokenIsKnownToBeGood(String names) {
    dao = SweepWorld.begin();
    dao.daosWithATweet(4);
    String[] forbidden = names.split(" ");
    dao.world.simulator.change(s -> s.forbiddenUsers(forbidden));

    long cycle = dao.sweep(); // looking the accounts up was a good answer

    assertThat(dao.cycle(cycle).getString("message"))
        .isEqualTo("%d of 4 DAOs were swept".formatted(4 - forbidden.length));
    assertThat(dao.timelinesAsked()).hasSize(4);
    assertThat(dao.number("select count(*) from upstream_pauses")).isZero();
  }

  @Test
  void onlyATokenThatWasNotGoodLatelyIsBlamedForForbiddenTimelines() {
    dao = SweepWorld.begin();
    dao.daosWithATweet(4);
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.change(s -> s.forbiddenUsers("dao001", "dao002", "dao003", "dao004"));
    dao.start();

    dao.run();

    assertThat(dao.timelinesAsked().subList(4, 6)).containsExactly("dao001", "dao002");
    assertThat(dao.timelinesAsked()).hasSize(6);
    assertThat(dao.number("select count(*) from upstream_pauses")).isEqualTo(1);
  }

  @Test
  void aSweepGetsPastForbiddenTimelinesThatComeFirst() {
    dao = SweepWorld.begin();
    dao.daosWithATweet(4);
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.change(s -> s.forbiddenUsers("dao001", "dao002"));

    long cycle = dao.sweep();

    assertThat(dao.cycle(cycle).getString("message")).isEqualTo("2 of 4 DAOs were swept");
  }

  @Test
  void aFieldThatXDoesNotTakeIsLeftOutAndNothingElse() {
    List<String> asked = new CopyOnWriteArrayList<>();
    Vertx vertx = Vertx.vertx();
    HttpServer x =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> answerWithoutNotes(request, asked))
                .listen(0, "127.0.0.1"));
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
    dao.dao("uniswap");

    long cycle = dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(asked)
        .containsExactly(
            "created_at,public_metrics,note_tweet,edit_history_tweet_ids",
            "created_at,public_metrics,edit_history_tweet_ids",
            "created_at,public_metrics,edit_history_tweet_ids");
    await(vertx.close());
  }

  private void answerWithoutNotes(HttpServerRequest request, List<String> asked) {
    if (request.path().equals(SweepWorld.ACCOUNTS)) {
      request.response().end("{\"data\":[{\"id\":\"7\",\"username\":\"uniswap\"}]}");
      return;
    }
    String fields = Objects.requireNonNullElse(request.getParam("tweet.fields"), "");
    asked.add(fields);
    if (fields.contains("note_tweet")) {
      request
          .response()
          .setStatusCode(400)
          .end(
              """
              {"title": "Invalid Request", "errors": [{
                "parameters": {"tweet.fields": ["%s"]},
                "message": "The query parameter value [note_tweet] is not one of [id,text]"}]}\
              """
                  .formatted(fields));
    } else {
      request.response().end("{\"meta\":{\"result_count\":0}}");
    }
  }
}

package io.tidemark.tracker.x;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several calls in flight that X refuses for the same field. */
@Tag("server")
class RefusedFieldsTest {

  private static final int AT_ONCE = 3;

  private final List<HttpServerRequest> held = new ArrayList<>();
  private int calls;

  @ParameterizedTest
  @CsvSource({"tweet, edit_history_tweet_ids", "post, edit_history_post_ids"})
  void aFieldThatIsRefusedOnAllOfThemIsNoRefusalOfTheirTweets(String dialect, String field) {
    Vertx vertx = Vertx.vertx();
    HttpServer x =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> hold(request, dialect, field))
                .listen(0, "127.0.0.1"));
    TrackerWorld world =
        TrackerWorld.begin(
            Map.of(
                "TIDEMARK_TWITTER_SOURCE", "x",
                "TIDEMARK_X_SPACING", "0s",
                "TIDEMARK_X_PER_15_MINUTES", "0",
                "TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
    TweetSource source = TweetSources.of(world.stores.app());

    List<Future<CallOutcome<TweetOutcomes>>> answers =
        Stream.of("1", "2", "3").map(id -> source.read(List.of(id))).toList();

    for (int i = 0; i < AT_ONCE; i++) {
      String id = Integer.toString(i + 1);
      assertThat(await(answers.get(i)))
          .isInstanceOfSatisfying(
              CallOutcome.Answered.class,
              answered ->
                  assertThat(((TweetOutcomes) answered.content()).of().get(id))
                      .isInstanceOf(PostOutcome.Present.class));
    }
    assertThat(calls).isEqualTo(dialect.equals("tweet") ? 2 * AT_ONCE : 3 * AT_ONCE);
    world.close();
    await(vertx.close());
  }

  /** Answers as many requests at a time, so that none of them knows of the others. */
  private synchronized void hold(HttpServerRequest request, String dialect, String field) {
    calls++;
    held.add(request);
    if (held.size() == AT_ONCE) {
      held.forEach(one -> answer(one, dialect, field));
      held.clear();
    }
  }

  private static void answer(HttpServerRequest request, String dialect, String field) {
    String parameter = dialect + ".fields";
    String fields = request.getParam(parameter);
    String refusal =
        """
        {"title": "Invalid Request", "errors": [{
          "parameters": {"%s": ["a"]}, "message": "The query parameter value [%s] is bad"}]}""";
    if (fields == null) {
      String other = dialect.equals("tweet") ? "post.fields" : "tweet.fields";
      request.response().setStatusCode(400).end(refusal.formatted(other, other));
    } else if (List.of(fields.split(",")).contains(field)) {
      request.response().setStatusCode(400).end(refusal.formatted(parameter, field));
    } else {
      JsonObject post =
          new JsonObject()
              .put("id", Objects.requireNonNull(request.getParam("ids")))
              .put("public_metrics", new JsonObject().put("like_count", 5));
      request.response().end(new JsonObject().put("data", JsonArray.of(post)).encode());
    }
  }
}

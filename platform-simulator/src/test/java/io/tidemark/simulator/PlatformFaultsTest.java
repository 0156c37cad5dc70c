package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.faults.FaultChanges;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlatformFaultsTest {

  private final RunningSimulator world = new RunningSimulator();
  private final SimulatedTweet tweet = world.post();
  private final String atTwitterApi = "/twitter/tweets?tweet_ids=" + tweet.id();
  private final String atX = "/2/tweets?tweet.fields=public_metrics&ids=" + tweet.id();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void tweetsAreLeftOutByIdOrByShare() {
    String hundred =
        String.join(",", IntStream.range(0, 100).mapToObj(i -> world.post().id()).toList());
    world.simulator.change(s -> s.omitIds(tweet.id()));
    assertThat(tweets(atTwitterApi)).isEmpty();
    assertThat(world.json(atX)).isEmpty();

    world.simulator.use(PlatformFaults.with(s -> s.omitRate(0.3)));
    assertThat(tweets("/twitter/tweets?tweet_ids=" + hundred).size()).isBetween(50, 90);
    JsonObject x = world.json("/2/tweets?ids=" + hundred);
    assertThat(x.getJsonArray("data").size()).isBetween(50, 90);
    assertThat(x.containsKey("errors")).isFalse();
  }

  @Test
  void failedExpansionsAreNoiseAndTransientErrorsAreNot() {
    String passing = world.post().id();
    world.simulator.change(s -> s.partialErrors(true).unavailableIds(passing));

    JsonObject body = world.json(atX + "," + passing);

    assertThat(body.getJsonArray("data")).hasSize(1);
    List<JsonObject> errors =
        body.getJsonArray("errors").stream().map(JsonObject.class::cast).toList();
    assertThat(errors.getFirst().getString("resource_id")).isEqualTo(passing);
    assertThat(errors.getFirst().getString("type"))
        .containsPattern("/(internal-error|resource-unavailable)$");
    List<JsonObject> noise = errors.subList(1, errors.size());
    assertThat(noise)
        .allMatch(error -> error.getString("parameter").equals("referenced_tweets.id"))
        .allMatch(error -> error.getString("section").equals("includes"))
        .anyMatch(error -> error.getString("resource_id").equals(tweet.id()));
  }

  @Test
  void anAuthorMayBeUnavailableAndAnElementNull() {
    world.simulator.change(s -> s.unavailableAuthors(tweet.id()).nullElement(true));

    JsonArray tweets = tweets(atTwitterApi);

    assertThat(tweets).hasSize(2).containsNull();
    assertThat(tweets.getJsonObject(1).getJsonObject("author").getBoolean("unavailable")).isTrue();
  }

  @Test
  void someCountersMayBeMissing() {
    world.simulator.change(s -> s.nullCounters(true));

    JsonObject shown = tweets(atTwitterApi).getJsonObject(0);
    assertThat(shown.containsKey("viewCount")).isTrue();
    assertThat(shown.getValue("viewCount")).isNull();
    assertThat(shown.containsKey("bookmarkCount")).isFalse();
    assertThat(
            world.json(atX).getJsonArray("data").getJsonObject(0).getJsonObject("public_metrics"))
        .isEqualTo(
            new JsonObject()
                .put("retweet_count", 12L)
                .put("reply_count", 3L)
                .put("like_count", 140L)
                .put("quote_count", 1L));
  }

  @Test
  void oneCounterMayDip() {
    world.simulator.change(s -> s.counterDips(1));

    assertThat(tweets(atTwitterApi).getJsonObject(0).getLong("likeCount"))
        .isBetween(SOME.likes() - 3, SOME.likes() - 1);
    assertThat(tweet.countersAt(NOON)).isEqualTo(SOME);
  }

  @Test
  void bodiesMayBeHtmlOrCut() {
    world.simulator.change(s -> s.htmlError(true));
    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(404);
    assertThat(world.get(atX).bodyAsString()).startsWith("<!DOCTYPE html>");

    world.simulator.use(PlatformFaults.with(s -> s.truncatedBody(true)));
    for (String path : List.of(atTwitterApi, atX)) {
      HttpResponse<Buffer> cut = world.get(path);
      assertThat(cut.statusCode()).isEqualTo(200);
      assertThatThrownBy(cut::bodyAsJsonObject).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void aCallMayHang() {
    world.simulator.change(s -> s.hang(true));

    assertThatThrownBy(() -> world.asking(atX).await(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(world.simulator.meter().totals(Platform.X).byStatus()).containsEntry(0, 1L);
  }

  @Test
  void aConnectionMayBeClosedWithoutAnAnswer() {
    world.simulator.change(s -> s.reset(true));

    assertThatThrownBy(() -> world.asking(atTwitterApi).await(5, TimeUnit.SECONDS))
        .isInstanceOf(HttpClosedException.class);
  }

  @Test
  void anAnswerMayTakeItsTime() {
    world.simulator.change(s -> s.latencyMillis(80).jitterMillis(20));

    long start = System.nanoTime();
    assertThat(world.get(atX).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
  }

  @Test
  void aCursorMayBringTheSamePageForEver() {
    for (int i = 0; i < 25; i++) {
      world.simulator.tweets().post(TweetDraft.any().by("alice").at(NOON.minusSeconds(i)));
    }
    world.simulator.change(s -> s.repeatingCursor(true));
    String search = "/twitter/tweet/advanced_search?query=from:alice&cursor=";
    JsonObject first = world.json(search);
    assertThat(world.json(search + first.getString("next_cursor"))).isEqualTo(first);

    String userId = world.simulator.tweets().authors().named("alice").id();
    String timeline = "/2/users/" + userId + "/tweets?max_results=5";
    JsonObject page = world.json(timeline);
    String token = page.getJsonObject("meta").getString("next_token");
    assertThat(world.json(timeline + "&pagination_token=" + token)).isEqualTo(page);
  }

  @Test
  void theLastPageMayKnowThatItIsTheLast() {
    world.simulator.tweets().post(TweetDraft.any().by("alice").at(NOON));
    world.simulator.change(s -> s.hasNextPageAtEnd(false));

    JsonObject page = world.json("/twitter/tweet/advanced_search?query=from:alice");

    assertThat(page.getBoolean("has_next_page")).isFalse();
    assertThat(page.getString("next_cursor")).isEmpty();
  }

  @Test
  void everyCallIsRecordedOnRequest() {
    world.get(atX);
    world.simulator.meter().recordCalls(true);
    world.get(atTwitterApi + ",4");
    world.clock.advance(Duration.ofHours(1));
    world.simulator.change(s -> s.status(503));
    world.get(atX);

    var calls = world.simulator.meter().recordedCalls();
    assertThat(calls)
        .extracting(call -> call.endpoint())
        .containsExactly("/twitter/tweets", "/2/tweets");
    assertThat(calls).extracting(call -> call.status()).containsExactly(200, 503);
    assertThat(calls).extracting(call -> call.at()).containsExactly(NOON, NOON.plusSeconds(3_600));
    assertThat(calls.getFirst().ids()).containsExactly(tweet.id(), "4");
    assertThat(calls.getFirst().returned()).containsExactly(tweet.id());
  }

  @Test
  void everyFaultCanBeChangedByItsName() {
    Map<String, Class<?>> changes =
        Stream.of(FaultChanges.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .collect(Collectors.toMap(Method::getName, method -> method.getParameterTypes()[0]));

    Map<String, Class<?>> components = new HashMap<>();
    PlatformFaults.components()
        .forEach(
            (name, component) -> {
              Class<?> type = component.getType();
              boolean platforms = component.getGenericType().getTypeName().contains("Platform");
              Class<?> many = platforms ? Platform[].class : String[].class;
              components.put(name, type == Set.class ? many : type);
            });
    assertThat(changes).isEqualTo(components);
  }

  private JsonArray tweets(String path) {
    return world.json(path).getJsonArray("tweets");
  }
}

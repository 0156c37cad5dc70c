package io.tidemark.benchmarks.micro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.benchmarks.ingest.Webhooks;
import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.intake.Delivery;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.twitterapi.TweetJson;
import io.tidemark.tracker.twitterapi.TwitterApi;
import io.tidemark.upstream.Answers;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From the bytes of a hundred tweets; figures are of one tweet. */
@State(Scope.Benchmark)
public class TweetParsing {

  static final int TWEETS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private byte[] body = {};

  /** Makes a delivery. */
  @Setup
  public void deliver() {
    body = new Webhooks(WorldClock.real()).make(1, TWEETS).get(0).body().getBytes();
  }

  /** As a webhook is read: author, text and counters. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public Delivery ofWebhook() {
    return DeliveryJson.read(DeliveryJson.parse(body));
  }

  /** As an answer to a poll is read: of each tweet its counters, and the rest only read over. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofPoll(Blackhole taken) {
    for (JsonNode tweet : Answers.json(Buffer.buffer(body), TwitterApi.POLLED).path("tweets")) {
      taken.consume(TweetJson.counters(tweet));
    }
  }

  /** The same with the whole answer built. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofPollWhole(Blackhole taken) throws IOException {
    for (JsonNode tweet : JSON.readTree(body).path("tweets")) {
      taken.consume(TweetJson.counters(tweet));
    }
  }
}

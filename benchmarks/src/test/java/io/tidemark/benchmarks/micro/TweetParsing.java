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

/** Parses a hundred tweets; figures are per tweet. */
@State(Scope.Benchmark)
public class TweetParsing {

  static final int TWEETS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private byte[] body = {};

  /** Creates a delivery. */
  @Setup
  public void deliver() {
    body = new Webhooks(WorldClock.real()).make(1, TWEETS).get(0).body().getBytes();
  }

  /** Parses a webhook: author, text and counters. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public Delivery ofWebhook() {
    return DeliveryJson.read(DeliveryJson.parse(body));
  }

  /** Parses the response of a poll: only the counters of each tweet. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofPoll(Blackhole taken) {
    for (JsonNode tweet : Answers.json(Buffer.buffer(body), TwitterApi.POLLED).path("tweets")) {
      taken.consume(TweetJson.counters(tweet));
    }
  }

  /** The same with a tree of the whole response. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofPollWhole(Blackhole taken) throws IOException {
    for (JsonNode tweet : JSON.readTree(body).path("tweets")) {
      taken.consume(TweetJson.counters(tweet));
    }
  }
}

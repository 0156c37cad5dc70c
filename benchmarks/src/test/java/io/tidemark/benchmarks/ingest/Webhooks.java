package io.tidemark.benchmarks.ingest;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.growth.SmallTweet;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TweetShape;
import io.tidemark.tracker.intake.DeliveryJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Deliveries of tweets that nobody has seen before, in the shape of captured ones. */
final class Webhooks {

  /** The rule that all of them name. */
  static final String RULE = "brand";

  private static final List<String> WORDS =
      List.of(
          "tide", "harbour", "night", "train", "numbers", "café", "pier", "solar", "ferries",
          "governance", "vote", "weather", "潮位", "Küste", "volunteers", "grant", "maps", "🌊",
          "slow", "software", "quarter", "market", "mañana", "bread", "altitude");

  private final WorldClock clock;
  private final SimulatedTweets world;
  private final SplittableRandom random = new SplittableRandom(7);

  Webhooks(WorldClock clock) {
    this.clock = clock;
    this.world = new SimulatedTweets(clock, 7);
  }

  List<Webhook> make(int webhooks, int tweets) {
    List<Webhook> made = new ArrayList<>(webhooks);
    for (int i = 0; i < webhooks; i++) {
      made.add(make(tweets));
    }
    return made;
  }

  private Webhook make(int tweets) {
    Instant now = clock.instant();
    JsonArray shapes = new JsonArray();
    for (int i = 0; i < tweets; i++) {
      TweetDraft draft =
          TweetDraft.growing(SmallTweet.draw(random.nextLong()))
              .withText(text())
              .at(now.minusSeconds(random.nextInt(1, 120)));
      SimulatedTweet tweet = world.post(draft);
      shapes.add(TweetShape.of(tweet, tweet.countersAt(now)));
    }
    Buffer body =
        new JsonObject()
            .put("event_type", "tweet")
            .put("rule_id", RULE)
            .put("rule_tag", "rule-1")
            .put("rule_value", "tidemark lang:en")
            .put("timestamp", now.toEpochMilli())
            .put("tweets", shapes)
            .toBuffer();
    return new Webhook(
        body, DeliveryJson.read(DeliveryJson.parse(body.getBytes())).tweets());
  }

  /** About as long as a tweet may be. */
  private String text() {
    var text = new StringBuilder();
    int length = random.nextInt(120, 270);
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }
}

package io.tidemark.benchmarks.ingest;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TwitterApiTweetJson;
import io.tidemark.tracker.intake.DeliveryJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Generates deliveries of new tweets in the form of captured traffic. */
public final class Webhooks {

  /** The rules of most deliveries, which take turns. */
  static final List<String> RULES = List.of("one", "two", "three", "four");

  /** The rule of the large deliveries beside others. */
  static final String RULE_OF_LARGE = "import";

  private static final List<String> WORDS =
      List.of(
          "tide",
          "harbour",
          "night",
          "train",
          "numbers",
          "café",
          "pier",
          "solar",
          "ferries",
          "governance",
          "vote",
          "weather",
          "潮位",
          "Küste",
          "volunteers",
          "grant",
          "maps",
          "🌊",
          "slow",
          "software",
          "quarter",
          "market",
          "mañana",
          "bread",
          "altitude");

  private final WorldClock clock;
  private final SimulatedTweets world;
  private final List<String> rules;
  private final SplittableRandom random;

  /** Starts with new authors and tweets. */
  public Webhooks(WorldClock clock) {
    this(clock, RULES, 7);
  }

  /** Starts with new authors and tweets, which are others with another seed. */
  Webhooks(WorldClock clock, List<String> rules, long seed) {
    this.clock = clock;
    this.rules = rules;
    this.random = new SplittableRandom(seed);
    this.world = new SimulatedTweets(clock, seed);
  }

  /** Creates deliveries. */
  public List<Webhook> make(int webhooks, int tweets) {
    List<Webhook> made = new ArrayList<>(webhooks);
    for (int i = 0; i < webhooks; i++) {
      made.add(make(tweets, rules.get(i % rules.size())));
    }
    return made;
  }

  private Webhook make(int tweets, String rule) {
    Instant now = clock.instant();
    JsonArray shapes = new JsonArray();
    for (int i = 0; i < tweets; i++) {
      TweetDraft draft =
          TweetDraft.growing(SmallGrowth.draw(random.nextLong()))
              .withText(text())
              .at(now.minusSeconds(random.nextInt(1, 120)));
      SimulatedTweet tweet = world.post(draft);
      JsonObject shape =
          TwitterApiTweetJson.of(tweet, tweet.countersAt(now)).put("entities", entities());
      if (random.nextInt(3) == 0) {
        shape.put("extendedEntities", new JsonObject().put("media", JsonArray.of(picture())));
      }
      shapes.add(shape);
    }
    Buffer body =
        new JsonObject()
            .put("event_type", "tweet")
            .put("rule_id", rule)
            .put("rule_tag", "rule-1")
            .put("rule_value", "tidemark lang:en")
            .put("timestamp", now.toEpochMilli())
            .put("tweets", shapes)
            .toBuffer();
    return new Webhook(body, DeliveryJson.read(DeliveryJson.parse(body.getBytes())).tweets());
  }

  /** A link, a mention and two hashtags. */
  private JsonObject entities() {
    String link = "https://t.co/" + Long.toString(random.nextLong(1L << 50), 36);
    return new JsonObject()
        .put("hashtags", JsonArray.of(hashtag(), hashtag()))
        .put(
            "urls",
            JsonArray.of(
                new JsonObject()
                    .put("display_url", "example.org/tides/harbour…")
                    .put("expanded_url", "https://example.org/tides/harbour-map-of-the-week")
                    .put("indices", JsonArray.of(80, 103))
                    .put("url", link)))
        .put(
            "user_mentions",
            JsonArray.of(
                new JsonObject()
                    .put("id_str", Long.toString(random.nextLong(1L << 60)))
                    .put("indices", JsonArray.of(0, 12))
                    .put("name", "Harbour office")
                    .put("screen_name", "harbouroffice")));
  }

  private JsonObject hashtag() {
    return new JsonObject()
        .put("indices", JsonArray.of(110, 118))
        .put("text", WORDS.get(random.nextInt(WORDS.size())));
  }

  private JsonObject picture() {
    String name = Long.toString(random.nextLong(1L << 60), 36);
    JsonObject sizes = new JsonObject();
    for (String size : List.of("large", "medium", "small", "thumb")) {
      sizes.put(size, new JsonObject().put("h", 900).put("resize", "fit").put("w", 1_200));
    }
    return new JsonObject()
        .put("display_url", "pic.x.com/" + name)
        .put("expanded_url", "https://x.com/someone/status/1965825361270001711/photo/1")
        .put("id_str", Long.toString(random.nextLong(1L << 60)))
        .put("indices", JsonArray.of(200, 223))
        .put("media_key", "3_" + random.nextLong(1L << 60))
        .put("media_url_https", "https://pbs.twimg.com/media/" + name + ".jpg")
        .put("original_info", new JsonObject().put("height", 900).put("width", 1_200))
        .put("sizes", sizes)
        .put("type", "photo")
        .put("url", "https://t.co/" + name);
  }

  /** A text of nearly the maximum length. */
  private String text() {
    var text = new StringBuilder();
    int length = random.nextInt(120, 270);
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }
}

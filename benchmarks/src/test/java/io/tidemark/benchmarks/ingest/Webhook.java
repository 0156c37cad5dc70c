package io.tidemark.benchmarks.ingest;

import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A prepared delivery.
 *
 * @param body the body as the platform sends it
 * @param tweets the parsed tweets, for contestants that do not parse JSON
 */
public record Webhook(Buffer body, List<Tweet> tweets) {

  /** Copies the collections. */
  public Webhook {
    tweets = List.copyOf(tweets);
  }
}

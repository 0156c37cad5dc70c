package io.tidemark.benchmarks.ingest;

import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A delivery, ready to be sent.
 *
 * @param body as the platform would send it
 * @param tweets what is in it, read beforehand for those who do not read JSON
 */
public record Webhook(Buffer body, List<Tweet> tweets) {

  /** Copies. */
  public Webhook {
    tweets = List.copyOf(tweets);
  }
}

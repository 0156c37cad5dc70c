package io.tidemark.simulator.stream;

import io.tidemark.simulator.faults.RecordCopy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a stream of webhook deliveries.
 *
 * @param webhookKey sent as {@code X-API-Key}
 * @param ruleIds rules of the deliveries, in turn
 * @param tweets total number; the last delivery may be smaller
 * @param tweetsPerHour on the world's clock
 * @param lotSize tweets per delivery
 * @param neverMoveShare share of tweets without reactions; exact up to rounding
 * @param cascades number of viral tweets, the first in the first delivery
 * @param ageAtArrival maximum age of tweets at delivery
 */
public record StreamPlan(
    String webhookUrl,
    String webhookKey,
    List<String> ruleIds,
    int tweets,
    double tweetsPerHour,
    int lotSize,
    double neverMoveShare,
    int cascades,
    Duration ageAtArrival,
    long seed) {

  /**
   * @throws IllegalArgumentException with a sentence that names the bad value
   */
  public StreamPlan {
    ruleIds = List.copyOf(ruleIds);
    check(webhookUrl.startsWith("http") && isUrl(webhookUrl), "webhookUrl must be an HTTP address");
    check(!ruleIds.isEmpty(), "ruleIds must name at least one rule");
    check(tweets >= 1, "tweets must be at least 1, not " + tweets);
    check(tweetsPerHour > 0, "tweetsPerHour must be above 0, not " + tweetsPerHour);
    check(lotSize >= 1, "lotSize must be at least 1, not " + lotSize);
    check(
        neverMoveShare >= 0 && neverMoveShare <= 1,
        "neverMoveShare must be between 0 and 1, not " + neverMoveShare);
    check(cascades >= 0, "cascades must not be negative, but is " + cascades);
    check(!ageAtArrival.isNegative(), "ageAtArrival must not be negative, but is " + ageAtArrival);
    long neverMove = Math.round(neverMoveShare * tweets);
    check(
        neverMove + cascades <= tweets,
        "cascades must leave room: of %d tweets %d never move and %d are cascades"
            .formatted(tweets, neverMove, cascades));
  }

  /** A thousand tweets an hour, most without reactions, a few viral. */
  public static StreamPlan to(String webhookUrl, String webhookKey, List<String> ruleIds) {
    return new StreamPlan(
        webhookUrl, webhookKey, ruleIds, 1_000, 1_000, 20, 0.7, 2, Duration.ofMinutes(2), 1);
  }

  /** For example {@code StreamPlan.to(url, key, rules).with().tweets(40).lotSize(8).plan()}. */
  public Builder with() {
    Map<String, @Nullable Object> changes = new HashMap<>();
    return RecordCopy.builder(Builder.class, changes, () -> RecordCopy.of(this, changes));
  }

  /** Changes the components of a plan that have these names. */
  public interface Builder {

    Builder tweets(int tweets);

    Builder tweetsPerHour(double tweetsPerHour);

    Builder lotSize(int lotSize);

    Builder neverMoveShare(double neverMoveShare);

    Builder cascades(int cascades);

    Builder ageAtArrival(Duration ageAtArrival);

    Builder seed(long seed);

    /**
     * The changed plan.
     *
     * @throws IllegalArgumentException with a sentence that names the bad value
     */
    StreamPlan plan();
  }

  /** The exact number of tweets without reactions. */
  public int neverMove() {
    return (int) Math.round(neverMoveShare * tweets);
  }

  /** The number of deliveries, without repeated ones. */
  public int deliveries() {
    return (tweets + lotSize - 1) / lotSize;
  }

  /** Time on the world's clock from the first delivery to this one. */
  Duration dueAfter(int delivery) {
    return Duration.ofNanos((long) (delivery * (lotSize / tweetsPerHour) * 3_600e9));
  }

  private static boolean isUrl(String url) {
    try {
      return URI.create(url).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void check(boolean good, String sentence) {
    if (!good) {
      throw new IllegalArgumentException(sentence);
    }
  }
}

package io.tidemark.tracker.tallies;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/**
 * How engagement is spread over tweets.
 *
 * @param engagements in order
 * @param upTo how many tweets have that engagement or less
 * @param sum of the engagement of all tweets
 */
public record EngagementSpread(long[] engagements, long[] upTo, double sum) {

  /** Reads rows with engagement and tweets, in the order of the engagement. */
  static EngagementSpread of(RowSet<Row> rows) {
    long[] engagements = new long[rows.size()];
    long[] upTo = new long[rows.size()];
    long tweets = 0;
    double sum = 0;
    int place = 0;
    for (Row row : rows) {
      long with = row.getLong("tweets");
      engagements[place] = row.getLong("engagement");
      tweets += with;
      sum += (double) engagements[place] * with;
      upTo[place++] = tweets;
    }
    return new EngagementSpread(engagements, upTo, sum);
  }

  /** The number of tweets. */
  public long tweets() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /** The mean; 0 without tweets. */
  public double average() {
    return upTo.length == 0 ? 0 : sum / tweets();
  }

  /** The highest; 0 without tweets. */
  public long most() {
    return engagements.length == 0 ? 0 : engagements[engagements.length - 1];
  }

  /**
   * A quantile, interpolated linearly between the tweets at both sides as PostgreSQL's
   * percentile_cont does; 0 without tweets.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    if (upTo.length == 0) {
      return 0;
    }
    double place = share * (tweets() - 1);
    double below = ofTweet((long) Math.floor(place));
    double above = ofTweet((long) Math.ceil(place));
    return below + (above - below) * (place - Math.floor(place));
  }

  /**
   * The highest engagement that at least so many tweets have or exceed; the lowest of all when
   * there are fewer.
   */
  public long ofHighest(long tweets) {
    return upTo.length == 0 ? 0 : ofTweet(Math.max(0, tweets() - tweets));
  }

  /**
   * @param place of a tweet in the order of the engagement, from 0
   */
  private long ofTweet(long place) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return engagements[low];
  }
}

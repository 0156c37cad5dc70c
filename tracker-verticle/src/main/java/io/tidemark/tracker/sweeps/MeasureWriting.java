package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.daos.DaoTweets;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.daos.DaoTweets.Missing;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what X said of tweets that no timeline showed. */
final class MeasureWriting {

  private MeasureWriting() {}

  /**
   * @param ids all that were asked about: none of them is asked about again in this cycle
   * @param outcomes what was said; an id without one stays as it is
   */
  static Future<Void> write(
      SqlConnection transaction,
      Cycle cycle,
      List<String> ids,
      Map<String, PostOutcome<Counters>> outcomes,
      Instant at) {
    return DaoTweets.lockUnsettled(transaction, cycle.id(), ids)
        .compose(known -> writeKnown(transaction, cycle, known, outcomes, at));
  }

  private static Future<Void> writeKnown(
      SqlConnection transaction,
      Cycle cycle,
      List<Known> known,
      Map<String, PostOutcome<Counters>> outcomes,
      Instant at) {
    List<Snapshot> readings = new ArrayList<>();
    Map<Long, @Nullable Missing> others = new HashMap<>();
    for (Known tweet : known) {
      PostOutcome<Counters> outcome =
          outcomes.getOrDefault(tweet.tweetId(), new PostOutcome.Unknown<>("not answered for"));
      switch (outcome) {
        case PostOutcome.Present<Counters> present ->
            readings.add(PageWriting.following(tweet, present.reading(), at));
        case PostOutcome.Gone<Counters> gone -> others.put(tweet.id(), Missing.DELETED);
        case PostOutcome.NotVisible<Counters> hidden -> others.put(tweet.id(), Missing.PRIVATE);
        case PostOutcome.Absent<Counters> absent -> others.put(tweet.id(), null);
        case PostOutcome.Unknown<Counters> unknown -> others.put(tweet.id(), null);
        case PostOutcome.Refused<Counters> refused -> others.put(tweet.id(), null);
      }
    }
    return DaoTweets.read(transaction, cycle.id(), readings)
        .compose(read -> DaoSnapshots.insert(transaction, cycle.id(), readings))
        .compose(written -> DaoTweets.settle(transaction, cycle.id(), others, at))
        .compose(settled -> Cycles.measured(transaction, cycle.id(), readings.size()));
  }
}

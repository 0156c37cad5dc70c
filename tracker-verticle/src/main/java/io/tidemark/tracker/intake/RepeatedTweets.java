package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.tidemark.tracker.lots.Revivals;
import io.tidemark.tracker.lots.Revivals.Heard;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.tweets.ArrivedTweet;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.Tweet.Reference;
import io.tidemark.tracker.tweets.Tweets;
import io.tidemark.tracker.tweets.Tweets.Known;
import io.tidemark.tracker.tweets.ZoneTweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What deliveries say of tweets that their zones have already, or have by a delivery before them.
 *
 * <p>Each tweet that arrives again makes a snapshot, as its counters cost no call. Counters that
 * are not ahead of the stored ones are ignored: a delayed delivery contains old numbers.
 */
final class RepeatedTweets {

  private final Revivals revivals = new Revivals();

  /**
   * What deliveries say.
   *
   * @param lots the lots, begun before, whose tweets may be polled at another time
   * @param ofNewLots whether a delivery says something of a tweet that came with one before it
   * @param said what each says, in the order in which they came
   */
  record Readings(Set<Long> lots, boolean ofNewLots, List<Said> said) {}

  /**
   * What one delivery says.
   *
   * @param snapshots of the tweets that came with counters ahead of the known ones
   * @param now when it says so
   */
  record Said(List<Snapshot> snapshots, Heard heard, Instant now) {}

  /** A tweet that the deliveries repeat: its row, and its counters as far as they were read. */
  private record Row(long id, Latest latest) {}

  /** Reads and locks what the deliveries repeat, and derives the snapshots. */
  Future<Readings> read(
      SqlConnection transaction, List<Placed> deliveries, List<ArrivedTweet> tweets) {
    Map<ZoneTweet, Integer> createdBy = new HashMap<>();
    for (int i = 0; i < deliveries.size(); i++) {
      for (String id : deliveries.get(i).created().keySet()) {
        createdBy.put(deliveries.get(i).key(id), i);
      }
    }
    Set<ZoneTweet> again = new HashSet<>();
    Set<ZoneTweet> heard = new HashSet<>();
    List<Map<ZoneTweet, Map<Reference.Kind, Long>>> references = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      Placed delivery = deliveries.get(i);
      delivery.again().keySet().forEach(id -> again.add(delivery.key(id)));
      references.add(references(delivery, i, createdBy));
      heard.addAll(references.getLast().keySet());
    }
    heard.addAll(again);
    if (heard.isEmpty()) {
      return Future.succeededFuture(
          new Readings(Set.of(), false, said(deliveries, references, Map.of())));
    }
    boolean ofNewLots = heard.stream().anyMatch(createdBy::containsKey);
    again.addAll(Edits.olderThan(tweets));
    again.removeAll(createdBy.keySet());
    heard.removeAll(createdBy.keySet());
    return revivals
        .lock(transaction, heard)
        .compose(
            lots ->
                Tweets.lockKnown(transaction, again)
                    .map(
                        known ->
                            new Readings(
                                lots, ofNewLots, said(deliveries, references, rows(known)))));
  }

  private static Map<ZoneTweet, Row> rows(List<Known> known) {
    Map<ZoneTweet, Row> rows = new HashMap<>();
    known.forEach(tweet -> rows.put(tweet.key(), new Row(tweet.id(), tweet.latest())));
    return rows;
  }

  /**
   * How many new tweets of a delivery reply to others or quote them. Those that came with it, or
   * with a delivery after it, were not known when it came.
   *
   * @param place of the delivery among the others
   */
  private static Map<ZoneTweet, Map<Reference.Kind, Long>> references(
      Placed delivery, int place, Map<ZoneTweet, Integer> createdBy) {
    // What was said while a delivery waited is in later readings already.
    if (delivery.arrival().waited()) {
      return Map.of();
    }
    Set<String> with = delivery.tweets().stream().map(Tweet::tweetId).collect(toSet());
    return delivery.fresh().stream()
        .flatMap(tweet -> tweet.refersTo().stream())
        .filter(reference -> !with.contains(reference.tweetId()))
        .filter(reference -> createdBy.getOrDefault(delivery.key(reference.tweetId()), -1) < place)
        .collect(
            groupingBy(
                reference -> delivery.key(reference.tweetId()),
                groupingBy(Reference::kind, counting())));
  }

  /**
   * @param known the tweets that were there before; each delivery knows those of the ones before it
   *     as well
   */
  private static List<Said> said(
      List<Placed> deliveries,
      List<Map<ZoneTweet, Map<Reference.Kind, Long>>> references,
      Map<ZoneTweet, Row> known) {
    Map<ZoneTweet, Row> rows = new HashMap<>(known);
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      Placed delivery = deliveries.get(i);
      Arrival arrival = delivery.arrival();
      List<Snapshot> snapshots = new ArrayList<>();
      Set<ZoneTweet> risen = new HashSet<>();
      Set<ZoneTweet> read = new HashSet<>();
      delivery
          .again()
          .forEach(
              (id, tweet) -> {
                ZoneTweet key = delivery.key(id);
                Row row = rows.get(key);
                if (row != null && isAhead(tweet, row.latest(), arrival)) {
                  Snapshot snapshot =
                      Snapshot.following(
                          row.id(),
                          row.latest(),
                          Snapshot.Origin.WEBHOOK,
                          null,
                          tweet.counters(),
                          arrival.receivedAt());
                  snapshots.add(snapshot);
                  rows.put(key, new Row(row.id(), snapshot.latest()));
                  risen.add(key);
                  // Views alone do not tell the engagement.
                  if (tweet.counters().hasEngagement()) {
                    read.add(key);
                  }
                }
              });
      for (Tweet tweet : delivery.fresh()) {
        rows.put(
            delivery.key(tweet.tweetId()),
            new Row(
                delivery.created().get(tweet.tweetId()),
                Latest.of(tweet.counters(), arrival.receivedAt())));
      }
      said.add(
          new Said(
              snapshots,
              new Heard(
                  risen, read, references.get(i), arrival.waited() ? arrival.receivedAt() : null),
              arrival.now()));
    }
    return said;
  }

  private static boolean isAhead(Tweet tweet, Latest known, Arrival arrival) {
    boolean isOlder = arrival.waited() && arrival.receivedAt().isBefore(known.capturedAt());
    return !isOlder && tweet.counters().isAheadOf(known.counters());
  }

  /**
   * Writes the snapshots, once the lots of the new tweets have begun, and polls tweets again or at
   * another time.
   *
   * @param begun the lots that the transaction began
   */
  Future<Void> write(SqlConnection transaction, Readings readings, Collection<Long> begun) {
    List<Snapshot> snapshots =
        readings.said().stream().flatMap(said -> said.snapshots().stream()).toList();
    SortedMap<Long, Snapshot> lasts = new TreeMap<>();
    snapshots.forEach(snapshot -> lasts.put(snapshot.tweet(), snapshot));
    List<Long> risen =
        snapshots.stream()
            .filter(snapshot -> snapshot.deltas().engagement() > 0)
            .map(Snapshot::tweet)
            .distinct()
            .toList();
    Set<Long> lots = new HashSet<>(readings.lots());
    if (readings.ofNewLots()) {
      lots.addAll(begun);
    }
    return Tweets.updateCounters(transaction, List.copyOf(lasts.values()))
        .compose(done -> Snapshots.insert(transaction, snapshots))
        .compose(done -> Tracking.moved(transaction, risen))
        .compose(done -> follow(transaction, readings.said(), lots));
  }

  /**
   * Deliveries that follow each other and speak of different tweets are heard together; one that
   * speaks of a tweet again is heard after them.
   */
  private Future<Void> follow(SqlConnection transaction, List<Said> said, Set<Long> lots) {
    Future<Void> followed = Future.succeededFuture();
    if (lots.isEmpty()) {
      return followed;
    }
    for (int from = 0; from < said.size(); ) {
      Set<ZoneTweet> risen = new HashSet<>();
      Set<ZoneTweet> read = new HashSet<>();
      Map<ZoneTweet, Map<Reference.Kind, Long>> references = new HashMap<>();
      Set<ZoneTweet> all = new HashSet<>();
      int until = from;
      while (until < said.size() && Collections.disjoint(all, said.get(until).heard().all())) {
        Heard heard = said.get(until++).heard();
        risen.addAll(heard.risen());
        read.addAll(heard.read());
        references.putAll(heard.references());
        all.addAll(heard.all());
      }
      // One that has waited is written alone.
      var heard = new Heard(risen, read, references, said.get(from).heard().readAt());
      Instant now = said.get(until - 1).now();
      followed = followed.compose(done -> revivals.follow(transaction, heard, lots, now));
      from = until;
    }
    return followed;
  }
}

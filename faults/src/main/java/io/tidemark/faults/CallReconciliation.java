package io.tidemark.faults;

import io.tidemark.simulator.meter.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches each snapshot in the database with the call that returned it. An answered call without a
 * snapshot, or one whose response was abandoned, is wasted. A snapshot without a call is made up.
 *
 * @param wasted calls that the platform answered and of which nothing was recorded
 * @param unmatched snapshots without a call
 * @param pastStop calls that requested a tweet after it was stopped
 */
record CallReconciliation(List<Call> wasted, List<String> unmatched, List<Call> pastStop) {

  private static final int OK = 200;
  private static final int UNANSWERED = 0;

  /**
   * @param slack maximum difference of two processes' clocks
   */
  static CallReconciliation of(List<Call> calls, List<TrackedTweet> tweets, Duration slack) {
    Map<String, List<Integer>> byTweet = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      for (String id : calls.get(i).ids()) {
        byTweet.computeIfAbsent(id, first -> new ArrayList<>()).add(i);
      }
    }
    var used = new BitSet();
    List<String> unmatched = new ArrayList<>();
    var late = new BitSet();
    for (TrackedTweet tweet : tweets) {
      List<Integer> calling = byTweet.getOrDefault(tweet.tweetId(), List.of());
      int from = 0;
      for (Instant snapshot : tweet.snapshots()) {
        int found = -1;
        while (from < calling.size()
            && !calls.get(calling.get(from)).at().isAfter(snapshot.plus(slack))) {
          if (answered(calls.get(calling.get(from)), tweet.tweetId())) {
            found = calling.get(from);
          }
          from++;
        }
        if (found < 0) {
          unmatched.add(tweet.tweetId() + " at " + snapshot);
        } else {
          used.set(found);
        }
      }
      Instant stopped = tweet.stoppedAt();
      if (stopped != null) {
        calling.stream()
            .filter(call -> calls.get(call).at().isAfter(stopped.plus(slack)))
            .forEach(late::set);
      }
    }
    List<Call> wasted = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      int status = calls.get(i).status();
      if ((status == OK || status == UNANSWERED) && !used.get(i)) {
        wasted.add(calls.get(i));
      }
    }
    return new CallReconciliation(wasted, unmatched, late.stream().mapToObj(calls::get).toList());
  }

  private static boolean answered(Call call, String id) {
    return call.status() == OK && call.returned().contains(id);
  }

  /** Calls outside of these faults. */
  static List<Call> outside(List<Call> calls, FaultLog log) {
    return calls.stream().filter(call -> !log.at(call.at())).toList();
  }

  /** The maximum number of calls in any period of that length. */
  static int mostWithin(List<Call> calls, Duration length) {
    int most = 0;
    int from = 0;
    for (int i = 0; i < calls.size(); i++) {
      Instant earliest = calls.get(i).at().minus(length);
      while (!calls.get(from).at().isAfter(earliest)) {
        from++;
      }
      most = Math.max(most, i - from + 1);
    }
    return most;
  }
}

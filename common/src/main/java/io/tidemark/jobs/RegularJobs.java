package io.tidemark.jobs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The jobs that run regularly by themselves; each name is the kind of its timers. */
public final class RegularJobs {

  private static final SequencedMap<String, String> WHAT = new LinkedHashMap<>();

  static {
    WHAT.put("lot", "Polls tweets that are due.");
    WHAT.put("dao-sweep", "Sweeps the accounts and timelines of DAOs.");
    WHAT.put("dao-sweep-start", "Begins a sweep of all DAOs at its interval.");
    WHAT.put("studio-run", "Reads the metrics of studio posts in the runs that were begun.");
    WHAT.put("studio-refresh", "Begins a run over all studio accounts at its interval.");
    WHAT.put("profile-sync", "Syncs LinkedIn profiles in the runs that were begun.");
    WHAT.put("profile-sync-weekly", "Begins the sync of the week.");
    WHAT.put("cadence-changes", "Moves waiting lots to a zone's new cadence.");
    WHAT.put("dao-growth-models", "Learns how tweets of DAOs grow.");
    WHAT.put("dao-sweep-tidy", "Deletes old logs of sweeps.");
    WHAT.put("growth-learning", "Learns how tweets of zones grow.");
    WHAT.put("history-partitions", "Makes the partitions of coming days and drops old ones.");
    WHAT.put("poll-prices", "Adjusts the price of a poll to a zone's goal.");
    WHAT.put("record-retention", "Deletes old records.");
    WHAT.put("sample-shares", "Adjusts the share of sampled tweets.");
    WHAT.put("studio-growth-models", "Learns how studio posts grow.");
    WHAT.put("studio-key-rotation", "Encrypts tokens with the newest key.");
    WHAT.put("tallies", "Adds recent counts up.");
    WHAT.put("tweet-retention", "Deletes old tweets.");
    WHAT.put("unrouted-replay", "Replays unrouted deliveries whose rule was mapped.");
    WHAT.put("unrouted-retention", "Deletes old unrouted deliveries.");
    WHAT.put("velocities", "Brings the list of fast-growing tweets up to date.");
    WHAT.put("workspace-removals", "Deletes the rows of deleted workspaces.");
    WHAT.put("zone-audits", "Measures what the cadence of a zone missed.");
    WHAT.put("zone-removals", "Deletes the rows of deleted zones.");
  }

  private RegularJobs() {}

  /** What each does, by its name. */
  public static SequencedMap<String, String> all() {
    return Collections.unmodifiableSequencedMap(WHAT);
  }
}

package io.tidemark.tracker.lots;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RunDue;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.timers.Claim;
import io.tidemark.timers.Timers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs that somebody outside asks for, beside the timers and by the same claims: what another pass
 * holds is left to it, what has been polled is not polled again. On a virtual thread.
 */
public final class TriggeredRuns {

  private final Pool pool;
  private final WorldClock clock;
  private final int batch;
  private final Timers timers;
  private final LotsPass pass;

  public TriggeredRuns(Foundation foundation, LotsPass pass) {
    this.pool = foundation.pool();
    this.clock = foundation.clock();
    this.batch = foundation.settings().tracker().batch();
    this.timers = Lots.timers(foundation);
    this.pass = pass;
  }

  /** Lets others have what a run in hand has not finished. */
  Future<Void> giveBack() {
    return pass.giveBack();
  }

  /** Runs what is due, the longest overdue first, without waiting for company. */
  public Ran runDue(RunDue wanted) {
    Ran all = Ran.NOTHING;
    int left = wanted.limit();
    List<Claim> claims = claimDue(wanted.zones(), left);
    while (!claims.isEmpty()) {
      Ran ran = run(claims, left);
      all = all.plus(ran);
      left -= ran.updated() + ran.errors() + ran.skipped();
      claims = left > 0 ? claimDue(wanted.zones(), left) : List.of();
    }
    return all;
  }

  /** A lot has at least one tweet, mostly, so there is no use in claiming more lots than tweets. */
  private List<Claim> claimDue(@Nullable List<String> zones, int tweets) {
    int lots = Math.min(batch, tweets);
    return zones == null
        ? timers.claim(clock.instant(), lots).await()
        : timers.claimThese(Lots.due(pool, zones, clock.instant(), lots).await()).await();
  }

  /** Of the last lot that fits only in part some tweets stay due, and so does the lot. */
  private Ran run(List<Claim> claims, int most) {
    List<Long> lots = claims.stream().map(Claim::subject).toList();
    List<DueTweet> due = DueTweets.due(pool, lots, clock.instant()).await();
    List<DueTweet> taken = due.subList(0, Math.min(most, due.size()));
    Set<Long> untouched =
        due.subList(taken.size(), due.size()).stream()
            .map(DueTweet::lot)
            .collect(Collectors.toSet());
    untouched.removeAll(taken.stream().map(DueTweet::lot).collect(Collectors.toSet()));
    List<Claim> released =
        claims.stream().filter(claim -> untouched.contains(claim.subject())).toList();
    if (!released.isEmpty()) {
      timers.release(released).await();
    }
    List<Claim> kept =
        claims.stream().filter(claim -> !untouched.contains(claim.subject())).toList();
    return pass.run(kept, () -> taken);
  }

  /** Runs a round of a lot, due or not. */
  public Ran runLot(RunLot wanted) {
    Optional<Lots.Standing> lot = Lots.find(pool, wanted.lot()).await();
    if (lot.isEmpty() || !lot.get().zone().equals(wanted.zone())) {
      return new Ran(false, 0, 0, 0, 0, null);
    }
    int asked = wanted.tweets() == null ? lot.get().tweets() : wanted.tweets().size();
    List<Claim> claims = timers.claimThese(List.of(wanted.lot())).await();
    if (claims.isEmpty()) {
      return after(wanted.lot(), Ran.NOTHING, asked);
    }
    List<DueTweet> tweets =
        DueTweets.beforeRound(pool, wanted.lot(), wanted.updateNumber(), wanted.tweets()).await();
    if (tweets.isEmpty()) {
      timers.release(claims).await();
      return after(wanted.lot(), Ran.NOTHING, asked);
    }
    return after(wanted.lot(), pass.run(claims, () -> tweets), asked);
  }

  private Ran after(long lot, Ran ran, int asked) {
    return new Ran(
        true,
        ran.updated(),
        ran.errors(),
        Math.max(0, asked - ran.updated() - ran.errors()),
        ran.stopped(),
        Lots.find(pool, lot).await().map(Lots.Standing::dueAt).orElse(null));
  }
}

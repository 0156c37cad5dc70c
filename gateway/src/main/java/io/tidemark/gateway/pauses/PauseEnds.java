package io.tidemark.gateway.pauses;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.profiles.sync.ProfileSyncJob;
import io.tidemark.studio.runs.PausedRuns;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.sweeps.DaoSweepJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings forward the jobs that wait for a pause that an operator has ended. This is done at once,
 * and again whenever a claim of that moment has ended, because its owner may have set a due time
 * from the pause. Any number of processes may do this concurrently.
 */
public final class PauseEnds {

  private static final Logger log = LoggerFactory.getLogger(PauseEnds.class);

  /** The interval, in real time, between two checks for ended claims. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Pool pool;
  private final WorldClock clock;
  private final EventBus bus;
  private final AtomicBoolean settling = new AtomicBoolean();

  public PauseEnds(Pool pool, WorldClock clock, EventBus bus) {
    this.pool = pool;
    this.clock = clock;
    this.bus = bus;
  }

  /** Starts to check for ended claims, for as long as the calling context lives. */
  public void watch(Vertx vertx) {
    vertx.setPeriodic(
        EVERY.toMillis(),
        tick -> {
          if (settling.compareAndSet(false, true)) {
            settle()
                .onFailure(
                    problem ->
                        log.atWarn()
                            .addKeyValue("problem", problem.getMessage())
                            .log("Jobs of an ended pause are brought forward later"))
                .onComplete(done -> settling.set(false));
          }
        });
  }

  /**
   * Makes all jobs due that wait for an ended pause.
   *
   * @param reason of the pause, which is stored with the waiting jobs
   */
  Future<Void> bringForward(String reason) {
    Instant now = clock.instant();
    var wakeUp = new WakeUp(now);
    return Lots.PAUSED
        .dueNow(pool, reason, now)
        .onSuccess(lots -> Address.LOTS.publish(bus, wakeUp))
        .compose(lots -> DaoSweepJob.PAUSED.dueNow(pool, reason, now))
        .onSuccess(sweeps -> Address.DAO_SWEEPS.publish(bus, wakeUp))
        .compose(sweeps -> PausedRuns.dueNow(pool, reason, now))
        .onSuccess(runs -> Address.STUDIO_RUNS.publish(bus, wakeUp))
        .compose(runs -> ProfileSyncJob.PAUSED.dueNow(pool, reason, now))
        .onSuccess(jobs -> Address.PROFILE_SYNCS.publish(bus, wakeUp))
        .mapEmpty();
  }

  // After two seconds every process has read again whether the credential is paused.
  private static final String LOOK =
      """
      update ended_pauses
      set kinds = claimed.kinds,
          subjects = claimed.subjects,
          tokens = claimed.tokens
      from (
        select coalesce(array_agg(kind), '{}') as kinds,
               coalesce(array_agg(subject), '{}') as subjects,
               coalesce(array_agg(token), '{}') as tokens
        from timers
        where kind in ('lot', 'dao-sweep', 'studio-run', 'profile-sync')
          and leased_until is not null) claimed
      where ended_pauses.subjects is null
        and ended_pauses.ended_at < clock_timestamp() - interval '2 seconds'
      """;

  private static final String STANDING =
      """
      select mark.id, mark.reason, mark.forwarded, cardinality(mark.subjects) as known,
             coalesce(array_agg(timer.kind) filter (where timer.subject is not null), '{}')
               as kinds,
             coalesce(array_agg(timer.subject) filter (where timer.subject is not null), '{}')
               as subjects,
             coalesce(array_agg(timer.token) filter (where timer.subject is not null), '{}')
               as tokens
      from ended_pauses mark
      left join lateral unnest(mark.kinds, mark.subjects, mark.tokens)
        as claim (kind, subject, token) on true
      left join timers timer
        on timer.kind = claim.kind
        and timer.subject = claim.subject
        and timer.token = claim.token
        and timer.leased_until is not null
      where mark.subjects is not null
      group by mark.id
      order by mark.id
      """;

  /** Checks all ended pauses with claims that may still be held. */
  Future<Void> settle() {
    return pool.query("select from ended_pauses limit 1")
        .execute()
        .compose(
            any ->
                any.size() == 0
                    ? Future.succeededFuture()
                    : pool.query(LOOK)
                        .execute()
                        .compose(looked -> pool.query(STANDING).execute())
                        .compose(
                            marks ->
                                marks.stream()
                                    .reduce(
                                        Future.<Void>succeededFuture(),
                                        (before, mark) -> before.compose(done -> settle(mark)),
                                        (one, other) -> one.compose(done -> other))));
  }

  private Future<Void> settle(Row mark) {
    int standing = mark.getArrayOfLongs("subjects").length;
    boolean ended = standing < mark.getInteger("known");
    return mark.getBoolean("forwarded") && !ended
        ? Future.succeededFuture()
        : bringForward(mark.getString("reason")).compose(done -> keep(mark));
  }

  // A claim that is a day old is orphaned; the process that takes it over makes its calls anyway.
  private static final String KEEP =
      """
      with kept as (
        update ended_pauses
        set forwarded = true,
            kinds = $2,
            subjects = $3,
            tokens = $4
        where id = $1
          and cardinality($3::bigint[]) > 0
          and ended_at > clock_timestamp() - interval '1 day'
        returning id)
      delete from ended_pauses
      where id = $1
        and not exists (select from kept)
      """;

  private Future<Void> keep(Row mark) {
    return pool.preparedQuery(KEEP)
        .execute(
            Tuple.of(
                mark.getLong("id"),
                mark.getArrayOfStrings("kinds"),
                mark.getArrayOfLongs("subjects"),
                mark.getArrayOfLongs("tokens")))
        .mapEmpty();
  }
}

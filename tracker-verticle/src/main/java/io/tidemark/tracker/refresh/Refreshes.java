package io.tidemark.tracker.refresh;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.boot.AppContext;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.RefreshResult;
import io.tidemark.contract.Message.Refreshed;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.refresh.Targets.Target;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.util.Locale;
import java.util.Map;

/** Refreshes a tweet's counters on request, before its next poll. */
public final class Refreshes {

  /**
   * Seconds to retry after; for gateways of the previous version, which do not know paused zones.
   */
  private static final int OLDER_GATEWAY_RETRY = 60;

  private final Pool pool;
  private final EventBus bus;
  private final MeterRegistry meters;
  private final SharedRefresh shared;
  private final RefreshWriter writer;

  /**
   * @param ticker real time, for results and quotas that are kept in the process when Redis is away
   */
  public Refreshes(AppContext app, CredentialRouter router, Partitions partitions, Ticker ticker) {
    this.pool = app.pool();
    this.bus = app.vertx().eventBus();
    this.meters = app.meters();
    var quota = new RefreshQuota(app.redis(), app.settings().tracker().refreshesPerHour(), ticker);
    this.shared =
        new SharedRefresh(
            app.vertx(),
            app.clock(),
            app.redis(),
            router,
            quota,
            app.settings().upstream().longestCall(),
            ticker);
    this.writer = new RefreshWriter(pool, partitions);
  }

  /**
   * Refreshes a tweet.
   *
   * @param tweet the row of twitter_tweets
   * @return fails when the database fails; nothing is written then
   */
  public Future<Refreshed> refresh(long tweet) {
    return Targets.find(pool, tweet)
        .compose(
            target ->
                target.isPresent() ? refresh(target.get()) : Future.succeededFuture(noTweet()))
        .onSuccess(
            answer ->
                meters
                    .counter(
                        "tidemark.refreshes",
                        "result",
                        answer.result().name().toLowerCase(Locale.ROOT))
                    .increment());
  }

  private Future<Refreshed> refresh(Target target) {
    return switch (target.status()) {
      case ACTIVE ->
          shared.of(target.tweetId(), target.zone()).compose(outcome -> answer(target, outcome));
      case PAUSED -> notPolled("the zone %s is paused", target);
      case DELETING -> notPolled("the zone %s is being deleted", target);
    };
  }

  private static Future<Refreshed> notPolled(String reason, Target target) {
    return Future.succeededFuture(
        refused(
            RefreshResult.NOT_READ, reason.formatted(target.zone()), OLDER_GATEWAY_RETRY, true));
  }

  private Future<Refreshed> answer(Target target, RefreshOutcome outcome) {
    return switch (outcome) {
      case RefreshOutcome.NotRead not ->
          Future.succeededFuture(
              refused(RefreshResult.NOT_READ, not.reason(), not.retrySeconds(), false));
      case RefreshOutcome.OverQuota over ->
          Future.succeededFuture(
              refused(
                  RefreshResult.OVER_QUOTA,
                  "the zone %s has had its refreshes of this hour".formatted(over.zone()),
                  over.retrySeconds(),
                  false));
      case RefreshOutcome.Read read ->
          writer
              .write(target, read)
              .onSuccess(
                  written ->
                      Address.CHANGES.publish(
                          bus,
                          ChangeEvent.inZone("refreshed", target.id(), target.zone(), Map.of())))
              .map(
                  recorded ->
                      recorded
                          .map(
                              written ->
                                  new Refreshed(
                                      RefreshResult.READ,
                                      written.outcome(),
                                      read.askedAt(),
                                      written.revived(),
                                      null,
                                      0,
                                      false))
                          .orElseGet(Refreshes::noTweet));
    };
  }

  private static Refreshed noTweet() {
    return refused(RefreshResult.NO_TWEET, "there is no such tweet", 0, false);
  }

  private static Refreshed refused(
      RefreshResult result, String reason, long retrySeconds, boolean isPaused) {
    return new Refreshed(result, null, null, false, reason, retrySeconds, isPaused);
  }
}

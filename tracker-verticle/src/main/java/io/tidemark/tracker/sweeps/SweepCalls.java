package io.tidemark.tracker.sweeps;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.daos.UnsettledTweets;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.sweeps.MeasurementWriter.Measurement;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.x.XApi;
import io.tidemark.tracker.x.XClient;
import io.tidemark.tracker.x.XTimelines;
import io.tidemark.tracker.x.XTimelines.Page;
import io.tidemark.tracker.x.XUsers;
import io.tidemark.tracker.x.XUsers.Account;
import io.tidemark.upstream.CallFailure;
import io.tidemark.upstream.CallFailure.ItemFailed;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The three kinds of steps: look accounts up, read a page, read tweets by id. Each makes one call
 * to X, more only where X refuses a batch. A step either writes its result or returns why the whole
 * sweep cannot continue.
 */
final class SweepCalls {

  static final int MOST_ACCOUNTS = XUsers.MOST_HANDLES;

  /**
   * The budget's tenant: sweeps and lots take turns for X. Within a sweep the order of its items
   * decides.
   */
  private static final String TENANT = "daos";

  private final Pool pool;
  private final WorldClock clock;
  private final SweepProgressWriter progress;
  private final TimelinePageWriter pages;
  private final Partitions partitions;
  private final XUsers users;
  private final XTimelines timelines;
  private final XApi tweets;

  SweepCalls(AppContext app, XClient x, SweepProgressWriter progress) {
    this.pool = app.pool();
    this.clock = app.clock();
    this.progress = progress;
    this.pages = new TimelinePageWriter(progress);
    this.partitions = Sweeps.partitions(app);
    this.users = new XUsers(x);
    this.timelines = new XTimelines(x);
    this.tweets = new XApi(x, TENANT);
  }

  /** Looks up the accounts of many DAOs in one call. */
  Optional<CallFailure> lookUp(SweepCall call, List<SweepItem> items) {
    var isolating =
        new IsolatingCall<Account>(
            handles -> users.byHandles(handles, TENANT, call::sent), Account.Refused::new);
    CallOutcome<Map<String, Account>> outcome =
        isolating.ask(items.stream().map(SweepItem::handle).distinct().toList()).await();
    if (outcome instanceof Answered<Map<String, Account>> answered) {
      progress.goOn(call, transaction -> found(transaction, call, items, answered.content()));
      return Optional.empty();
    }
    int room = room(outcome, items.size());
    return room > 0 ? lookUp(call, items.subList(0, room)) : ofTheseOrOfAll(call, items, outcome);
  }

  private Future<Void> found(
      SqlConnection transaction,
      SweepCall call,
      List<SweepItem> items,
      Map<String, Account> accounts) {
    List<Daos.Account> known = new ArrayList<>();
    Future<Void> written = Future.succeededFuture();
    for (SweepItem item : items) {
      Account account = accounts.get(item.handle());
      if (account instanceof Account.Found found) {
        known.add(new Daos.Account(item.dao(), item.handle(), found.id()));
      } else {
        written = written.compose(done -> notFound(transaction, call.sweep(), item, account));
      }
    }
    return written.compose(done -> Daos.rememberAccounts(transaction, known));
  }

  private Future<Void> notFound(
      SqlConnection transaction, Sweep sweep, SweepItem item, Account account) {
    return switch (account) {
      case Account.Found found -> Future.succeededFuture();
      case Account.None none -> progress.fail(transaction, sweep, item, none.why());
      case Account.Refused refused -> progress.fail(transaction, sweep, item, refused.why());
      case Account.Unknown unknown -> progress.postpone(transaction, sweep, item, unknown.why());
    };
  }

  /** How many of the requested items the budget still allows; 0 when it allows none. */
  private static int room(CallOutcome<?> outcome, int asked) {
    return outcome instanceof NotSent<?> waiting ? Math.clamp(waiting.room(), 0, asked - 1) : 0;
  }

  /** Reads one page of a DAO's timeline. */
  Optional<CallFailure> page(SweepCall call, SweepItem item) {
    return page(call, item, XTimelines.MOST_POSTS);
  }

  private Optional<CallFailure> page(SweepCall call, SweepItem item, int size) {
    CallOutcome<Page> outcome =
        timelines
            .page(
                item.userId(),
                item.since() == null ? call.sweep().windowStart() : item.since(),
                item.token(),
                size,
                TENANT,
                call::sent)
            .await();
    if (!(outcome instanceof Answered<Page> answered)) {
      int room = room(outcome, size);
      if (room >= XTimelines.FEWEST_POSTS) {
        return page(call, item, room);
      }
      return ofTheseOrOfAll(call, List.of(item), outcome);
    }
    switch (answered.content()) {
      case Page.Posts posts -> write(call, item, posts);
      case Page.None none ->
          progress.goOn(
              call,
              transaction ->
                  none.gone()
                      ? progress.failAndForget(transaction, call.sweep(), item, none.why())
                      : progress.fail(transaction, call.sweep(), item, none.why()));
    }
    return Optional.empty();
  }

  private void write(SweepCall call, SweepItem item, Page.Posts posts) {
    Instant at = clock.instant();
    partitions.ensureFor(at).await();
    try {
      progress.goOn(call, transaction -> pages.write(transaction, call.sweep(), item, posts, at));
    } catch (RuntimeException problem) {
      String why = ownReason(problem);
      progress.goOn(call, transaction -> progress.fail(transaction, call.sweep(), item, why));
    }
    Edits.applyEverywhere(pool, posts.posts().stream().map(Tweet::versions).toList(), at).await();
  }

  /**
   * The reason when only this answer cannot be written, so that the sweep continues; any other
   * exception is rethrown.
   */
  private static String ownReason(RuntimeException problem) {
    if (problem instanceof LeaseLostException || DatabaseErrors.isPassing(problem)) {
      throw problem;
    }
    return "It could not be written: " + problem.getMessage();
  }

  /**
   * Known tweets of the window that no timeline showed or whose answer was doubtful; at most as
   * many as one call takes.
   */
  List<String> unsettled(SweepCall call) {
    return UnsettledTweets.ids(
            pool,
            call.sweep().id(),
            call.sweep().windowStart(),
            clock.instant(),
            TweetSource.MOST_IDS)
        .await();
  }

  /** When the sweep may ask again about the first tweet whose answer was doubtful. */
  Optional<Instant> askAgainAt(SweepCall call) {
    return UnsettledTweets.askAgainAt(
            pool, call.sweep().id(), call.sweep().windowStart(), clock.instant())
        .await();
  }

  /** Reads tweets of many DAOs by their ids. */
  Optional<CallFailure> measure(SweepCall call, List<String> ids) {
    Set<List<String>> edited = ConcurrentHashMap.newKeySet();
    var isolating =
        new IsolatingCall<Measurement>(
            batch ->
                tweets.read(batch, call::sent).map(outcome -> measured(batch, outcome, edited)),
            why ->
                new Measurement(
                    new CheckedOutcome(new PostOutcome.Refused<>(why), null), clock.instant()));
    CallOutcome<Map<String, Measurement>> outcome = isolating.ask(ids).await();
    Instant at = clock.instant();
    if (outcome instanceof Answered<Map<String, Measurement>> answered) {
      partitions
          .ensureForAll(answered.content().values().stream().map(Measurement::at).toList())
          .await();
      try {
        progress.goOn(
            call,
            transaction ->
                MeasurementWriter.write(transaction, call.sweep(), ids, answered.content(), at)
                    .compose(written -> warnOfRefused(transaction, call, answered.content())));
      } catch (RuntimeException problem) {
        settleUnanswered(call, ids, ownReason(problem), at);
      }
      Edits.applyEverywhere(pool, edited, at).await();
      return Optional.empty();
    }
    int room = room(outcome, ids.size());
    if (room > 0) {
      return measure(call, ids.subList(0, room));
    }
    CallFailure failure = CallFailure.of(outcome, at);
    if (failure instanceof ItemFailed failed) {
      settleUnanswered(call, ids, failed.why(), at);
      return Optional.empty();
    }
    return Optional.of(failure);
  }

  /**
   * The answer about each tweet, with the time at which it came.
   *
   * @param edited collects the edit histories of the answer, as zones may track the same tweets
   */
  private CallOutcome<Map<String, Measurement>> measured(
      List<String> batch, CallOutcome<TweetOutcomes> outcome, Set<List<String>> edited) {
    if (!(outcome instanceof Answered<TweetOutcomes> answered)) {
      return outcome.unanswered();
    }
    Instant at = clock.instant();
    Map<String, Measurement> measured = new HashMap<>();
    CheckedOutcome.of(batch, answered.content())
        .forEach((id, checked) -> measured.put(id, new Measurement(checked, at)));
    edited.addAll(answered.content().versions().values());
    return new Answered<>(measured);
  }

  /** Logs refused ids: X refuses them in every sweep, so their tweets are never read. */
  private Future<Void> warnOfRefused(
      SqlConnection transaction, SweepCall call, Map<String, Measurement> answers) {
    List<String> reasons =
        answers.values().stream()
            .map(measured -> measured.outcome().outcome())
            .filter(PostOutcome.Refused.class::isInstance)
            .map(refused -> ((PostOutcome.Refused<Counters>) refused).why())
            .toList();
    if (reasons.isEmpty()) {
      return Future.succeededFuture();
    }
    String message =
        "X refuses to be asked about %d tweets: %s".formatted(reasons.size(), reasons.getFirst());
    var data = new JsonObject().put("tweets", reasons.size());
    return progress.log(transaction, call.sweep(), null, Level.WARN, message, data);
  }

  /** Settles tweets without an answer; the next sweep asks about them again. */
  private void settleUnanswered(SweepCall call, List<String> ids, String why, Instant at) {
    Sweep sweep = call.sweep();
    var data = new JsonObject().put("tweets", ids.size());
    progress.goOn(
        call,
        transaction ->
            MeasurementWriter.write(transaction, sweep, ids, Map.of(), at)
                .compose(left -> progress.log(transaction, sweep, null, Level.ERROR, why, data)));
  }

  private Optional<CallFailure> ofTheseOrOfAll(
      SweepCall call, List<SweepItem> items, CallOutcome<?> outcome) {
    CallFailure failure = CallFailure.of(outcome, clock.instant());
    if (!(failure instanceof ItemFailed failed)) {
      return Optional.of(failure);
    }
    progress.goOn(
        call,
        transaction -> {
          Future<Void> written = Future.succeededFuture();
          for (SweepItem item : items) {
            written =
                written.compose(
                    done ->
                        failed.isTransient()
                            ? progress.postpone(transaction, call.sweep(), item, failed.why())
                            : progress.fail(transaction, call.sweep(), item, failed.why()));
          }
          return written;
        });
    return Optional.empty();
  }
}

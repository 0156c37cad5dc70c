package io.tidemark.tracker.sweeps;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.daos.DaoTweets;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.sweeps.MeasurementWriter.Said;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The three kinds of steps, each one call to X (more only where X refuses a batch). Each returns
 * what keeps the whole cycle from going on, and is written when nothing does.
 */
final class Steps {

  static final int MOST_ACCOUNTS = XUsers.MOST_HANDLES;

  /** Sweeps and lots take turns for X; among themselves, DAOs do in their cycles. */
  private static final String TENANT = "daos";

  private final Pool pool;
  private final WorldClock clock;
  private final Ledger ledger;
  private final TimelinePageWriter pages;
  private final Partitions partitions;
  private final XUsers users;
  private final XTimelines timelines;
  private final XApi tweets;

  Steps(AppContext app, XClient x, Ledger ledger) {
    this.pool = app.pool();
    this.clock = app.clock();
    this.ledger = ledger;
    this.pages = new TimelinePageWriter(ledger);
    this.partitions = Sweeps.partitions(app);
    this.users = new XUsers(x);
    this.timelines = new XTimelines(x);
    this.tweets = new XApi(x, TENANT);
  }

  /** Looks the accounts of many DAOs up in one call. */
  Optional<CallFailure> lookUp(Step step, List<Turn> turns) {
    var call =
        new IsolatingCall<Account>(
            handles -> users.byHandles(handles, TENANT, step::sent), Account.Refused::new);
    CallOutcome<Map<String, Account>> outcome =
        call.ask(turns.stream().map(Turn::handle).distinct().toList()).await();
    if (outcome instanceof Answered<Map<String, Account>> answered) {
      ledger.goOn(step, transaction -> found(transaction, step, turns, answered.content())).await();
      return Optional.empty();
    }
    int room = room(outcome, turns.size());
    return room > 0 ? lookUp(step, turns.subList(0, room)) : ofTheseOrOfAll(step, turns, outcome);
  }

  private Future<Void> found(
      SqlConnection transaction, Step step, List<Turn> turns, Map<String, Account> accounts) {
    List<Daos.Account> known = new ArrayList<>();
    Future<Void> written = Future.succeededFuture();
    for (Turn turn : turns) {
      switch (accounts.get(turn.handle())) {
        case Account.Found found ->
            known.add(new Daos.Account(turn.dao(), turn.handle(), found.id()));
        case Account.None none ->
            written =
                written.compose(done -> ledger.fail(transaction, step.cycle(), turn, none.why()));
        case Account.Refused refused ->
            written =
                written.compose(
                    done -> ledger.fail(transaction, step.cycle(), turn, refused.why()));
        case Account.Unknown unknown ->
            written =
                written.compose(
                    done -> ledger.postpone(transaction, step.cycle(), turn, unknown.why()));
      }
    }
    return written.compose(done -> Daos.rememberAccounts(transaction, known));
  }

  /** How many of those that were asked about the budget still has room for; 0 when for none. */
  private static int room(CallOutcome<?> outcome, int asked) {
    return outcome instanceof NotSent<?> waiting ? Math.clamp(waiting.room(), 0, asked - 1) : 0;
  }

  /** Reads one page of a DAO's timeline. */
  Optional<CallFailure> page(Step step, Turn turn) {
    return page(step, turn, XTimelines.MOST_POSTS);
  }

  private Optional<CallFailure> page(Step step, Turn turn, int size) {
    CallOutcome<Page> outcome =
        timelines
            .page(turn.userId(), step.cycle().windowStart(), turn.token(), size, TENANT, step::sent)
            .await();
    if (!(outcome instanceof Answered<Page> answered)) {
      int room = room(outcome, size);
      if (room >= XTimelines.FEWEST_POSTS) {
        return page(step, turn, room);
      }
      return ofTheseOrOfAll(step, List.of(turn), outcome);
    }
    switch (answered.content()) {
      case Page.Posts posts -> write(step, turn, posts);
      case Page.None none ->
          ledger
              .goOn(
                  step,
                  transaction ->
                      none.gone()
                          ? ledger.failAndForget(transaction, step.cycle(), turn, none.why())
                          : ledger.fail(transaction, step.cycle(), turn, none.why()))
              .await();
    }
    return Optional.empty();
  }

  private void write(Step step, Turn turn, Page.Posts posts) {
    Instant at = clock.instant();
    partitions.ensureFor(at).await();
    try {
      ledger
          .goOn(step, transaction -> pages.write(transaction, step.cycle(), turn, posts, at))
          .await();
    } catch (RuntimeException problem) {
      String why = ownReason(problem);
      ledger.goOn(step, transaction -> ledger.fail(transaction, step.cycle(), turn, why)).await();
    }
    Edits.heard(pool, posts.posts().stream().map(Tweet::versions).toList(), at).await();
  }

  /** What cannot be written for a reason of its own keeps nobody else; anything else goes up. */
  private static String ownReason(RuntimeException problem) {
    if (problem instanceof LeaseLostException || DatabaseErrors.isPassing(problem)) {
      throw problem;
    }
    return "It could not be written: " + problem.getMessage();
  }

  /**
   * Known tweets of the window that no timeline showed, or that are asked about again because their
   * answer was doubtful; as many as one call takes.
   */
  List<String> unsettled(Step step) {
    return DaoTweets.unsettled(
            pool,
            step.cycle().id(),
            step.cycle().windowStart(),
            clock.instant(),
            TweetSource.MOST_IDS)
        .await();
  }

  /** When tweets whose answer was doubtful a moment ago are asked about again. */
  Optional<Instant> askAgainAt(Step step) {
    return DaoTweets.askAgainAt(
            pool, step.cycle().id(), step.cycle().windowStart(), clock.instant())
        .await();
  }

  /** Asks for tweets of many DAOs by their ids. */
  Optional<CallFailure> measure(Step step, List<String> ids) {
    Set<List<String>> edited = ConcurrentHashMap.newKeySet();
    var call =
        new IsolatingCall<Said>(
            batch -> tweets.read(batch, step::sent).map(outcome -> said(batch, outcome, edited)),
            why ->
                new Said(
                    new CheckedOutcome(new PostOutcome.Refused<>(why), null), clock.instant()));
    CallOutcome<Map<String, Said>> outcome = call.ask(ids).await();
    Instant at = clock.instant();
    if (outcome instanceof Answered<Map<String, Said>> answered) {
      // Answers of one step may come on both sides of a midnight.
      List<Instant> times = answered.content().values().stream().map(Said::at).toList();
      partitions.ensureFor(times.isEmpty() ? at : Collections.min(times)).await();
      partitions.ensureFor(times.isEmpty() ? at : Collections.max(times)).await();
      try {
        ledger
            .goOn(
                step,
                transaction ->
                    MeasurementWriter.write(transaction, step.cycle(), ids, answered.content(), at)
                        .compose(written -> warnOfRefused(transaction, step, answered.content())))
            .await();
      } catch (RuntimeException problem) {
        leave(step, ids, ownReason(problem), at);
      }
      Edits.heard(pool, edited, at).await();
      return Optional.empty();
    }
    int room = room(outcome, ids.size());
    if (room > 0) {
      return measure(step, ids.subList(0, room));
    }
    CallFailure failure = CallFailure.of(outcome, at);
    if (failure instanceof ItemFailed failed) {
      leave(step, ids, failed.why(), at);
      return Optional.empty();
    }
    return Optional.of(failure);
  }

  /**
   * What an answer says of each tweet, and when it came.
   *
   * @param edited takes the edits that the answer tells of: zones may have those tweets
   */
  private CallOutcome<Map<String, Said>> said(
      List<String> batch, CallOutcome<TweetOutcomes> outcome, Set<List<String>> edited) {
    if (!(outcome instanceof Answered<TweetOutcomes> answered)) {
      return outcome.unanswered();
    }
    Instant at = clock.instant();
    Map<String, Said> said = new HashMap<>();
    CheckedOutcome.of(batch, answered.content())
        .forEach((id, heard) -> said.put(id, new Said(heard, at)));
    edited.addAll(answered.content().versions().values());
    return new Answered<>(said);
  }

  /** An id that X refuses keeps its tweet from being read in every cycle. */
  private Future<Void> warnOfRefused(
      SqlConnection transaction, Step step, Map<String, Said> answers) {
    List<String> reasons =
        answers.values().stream()
            .map(said -> said.heard().outcome())
            .filter(PostOutcome.Refused.class::isInstance)
            .map(refused -> ((PostOutcome.Refused<Counters>) refused).why())
            .toList();
    return reasons.isEmpty()
        ? Future.succeededFuture()
        : ledger.log(
            transaction,
            step.cycle(),
            null,
            Level.WARN,
            "X refuses to be asked about %d tweets: %s"
                .formatted(reasons.size(), reasons.getFirst()),
            new JsonObject().put("tweets", reasons.size()));
  }

  /** Their timelines did not show them and they are known: the next cycle asks again. */
  private void leave(Step step, List<String> ids, String why, Instant at) {
    ledger
        .goOn(
            step,
            transaction ->
                MeasurementWriter.write(transaction, step.cycle(), ids, Map.of(), at)
                    .compose(
                        left ->
                            ledger.log(
                                transaction,
                                step.cycle(),
                                null,
                                Level.ERROR,
                                why,
                                new JsonObject().put("tweets", ids.size()))))
        .await();
  }

  private Optional<CallFailure> ofTheseOrOfAll(
      Step step, List<Turn> turns, CallOutcome<?> outcome) {
    CallFailure failure = CallFailure.of(outcome, clock.instant());
    if (!(failure instanceof ItemFailed failed)) {
      return Optional.of(failure);
    }
    ledger
        .goOn(
            step,
            transaction -> {
              Future<Void> written = Future.succeededFuture();
              for (Turn turn : turns) {
                written =
                    written.compose(
                        done ->
                            failed.isTransient()
                                ? ledger.postpone(transaction, step.cycle(), turn, failed.why())
                                : ledger.fail(transaction, step.cycle(), turn, failed.why()));
              }
              return written;
            })
        .await();
    return Optional.empty();
  }
}

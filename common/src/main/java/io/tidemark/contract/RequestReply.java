package io.tidemark.contract;

import io.tidemark.contract.Message.AskBudgets;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.Message.FindSimilar;
import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RefreshTweet;
import io.tidemark.contract.Message.Refreshed;
import io.tidemark.contract.Message.RunDue;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.contract.Message.RunStarted;
import io.tidemark.contract.Message.SimilarFound;
import io.tidemark.contract.Message.StartDaoSweep;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.postgres.DatabaseErrors;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that one of the processes with a handler answers. The bus is best effort: a caller must
 * expect {@link NoReplyException}, and a handler the same request twice.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class RequestReply<
    Q extends io.tidemark.contract.Message, A extends io.tidemark.contract.Message> {

  /** Reads a tweet's counters now. */
  public static final RequestReply<RefreshTweet, Refreshed> REFRESH =
      new RequestReply<>("tidemark.tweets.refresh", RefreshTweet.class, Refreshed.class);

  /** Polls what is due now. */
  public static final RequestReply<RunDue, Ran> RUN_DUE =
      new RequestReply<>(
          "tidemark.lots.run-due", RunDue.class, Ran.class, new JsonObject().put("limit", 100));

  /** Polls a round of one lot now. */
  public static final RequestReply<RunLot, Ran> RUN_LOT =
      new RequestReply<>("tidemark.lots.run-lot", RunLot.class, Ran.class);

  /** Reads the budgets of one process; every one is asked, for each has its own credentials. */
  public static final RequestReply<AskBudgets, BudgetLines> BUDGETS =
      new RequestReply<>("tidemark.budgets.ask", AskBudgets.class, BudgetLines.class);

  /** Starts a refresh of studio metrics. */
  public static final RequestReply<StartStudioRun, RunStarted> START_STUDIO_RUN =
      new RequestReply<>(
          "tidemark.studio.start-run",
          StartStudioRun.class,
          RunStarted.class,
          new JsonObject().put("trigger", "manual").put("force", false));

  /** Starts a profile sync. */
  public static final RequestReply<StartProfileSync, RunStarted> START_PROFILE_SYNC =
      new RequestReply<>(
          "tidemark.profiles.start-sync",
          StartProfileSync.class,
          RunStarted.class,
          new JsonObject().put("mostProfiles", 20).put("embeddings", true).put("hooks", true));

  /** Starts a DAO sweep. */
  public static final RequestReply<StartDaoSweep, RunStarted> START_DAO_SWEEP =
      new RequestReply<>("tidemark.dao-sweeps.start", StartDaoSweep.class, RunStarted.class);

  /** Finds posts of a similar meaning. */
  public static final RequestReply<FindSimilar, SimilarFound> SIMILAR_POSTS =
      new RequestReply<>(
          "tidemark.profiles.similar",
          FindSimilar.class,
          SimilarFound.class,
          new JsonObject().put("limit", 10));

  private static final Logger log = LoggerFactory.getLogger(RequestReply.class);

  /** The failure code of a request that is malformed. */
  static final int MALFORMED = 400;

  private static final int DATABASE_AWAY = 503;
  private static final int DEFECT = 500;

  /** No process answered, or not in time; what was asked for may happen all the same. */
  public static final class NoReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoReplyException(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** The process that was asked ends before it can answer; asking again finds another. */
  public static final class Ending extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String SENTENCE = "the process that was asked is ending";

    public Ending() {
      super(SENTENCE, null, false, false);
    }
  }

  private final String name;
  private final Class<Q> question;
  private final Class<A> answer;
  private final JsonObject defaults;

  private RequestReply(String name, Class<Q> question, Class<A> answer) {
    this(name, question, answer, new JsonObject());
  }

  /**
   * @param defaults of components that a request may leave out; every component that a version adds
   *     needs one, or is nullable
   */
  private RequestReply(String name, Class<Q> question, Class<A> answer, JsonObject defaults) {
    this.name = name;
    this.question = question;
    this.answer = answer;
    this.defaults = defaults;
  }

  /**
   * @param maxWait real time
   * @return fails with {@link NoReplyException} when no process answered and asking again makes
   *     sense
   */
  public Future<A> ask(EventBus bus, Q asked, Duration maxWait) {
    return askAt(bus, name, asked, maxWait);
  }

  /** Asks a certain process. */
  public Future<A> askProcess(EventBus bus, String process, Q asked, Duration maxWait) {
    return askAt(bus, name + "@" + process, asked, maxWait);
  }

  private Future<A> askAt(EventBus bus, String address, Q asked, Duration maxWait) {
    return bus.<Buffer>request(
            address,
            MessageJson.write(asked),
            new DeliveryOptions().setSendTimeout(maxWait.toMillis()))
        .map(reply -> MessageJson.read(reply.body(), answer))
        .recover(problem -> Future.failedFuture(meant(problem)));
  }

  private Throwable meant(Throwable problem) {
    if (problem instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return new NoReplyException("no process that could answer is running");
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return new NoReplyException("the process that was asked did not answer in time");
      }
      if (reply.failureCode() == DATABASE_AWAY) {
        return new NoReplyException(
            Ending.SENTENCE.equals(reply.getMessage())
                ? Ending.SENTENCE
                : "the database does not answer");
      }
    }
    return problem;
  }

  /**
   * Answers requests from now on, in the form in which each came: a {@code JsonObject}, a {@code
   * String} or a {@code Buffer} of JSON. A malformed request is answered with a failure of the code
   * 400 that names the field; a handler that throws or fails, with one of the code 503 where asking
   * again makes sense, else 500.
   *
   * @return when the answerer is known to the whole cluster
   */
  public Future<Void> answer(EventBus bus, Function<Q, Future<A>> handler) {
    return bus.consumer(name, message -> answer(message, handler)).completion();
  }

  /** Answers what this very process is asked. */
  public Future<Void> answerAs(EventBus bus, String process, Function<Q, Future<A>> handler) {
    return bus.consumer(name + "@" + process, message -> answer(message, handler)).completion();
  }

  private void answer(Message<Object> message, Function<Q, Future<A>> handler) {
    Future.succeededFuture(message.body())
        .compose(body -> handler.apply(MessageJson.readRequest(body, question, defaults)))
        .onSuccess(done -> message.reply(MessageJson.writeLike(message.body(), done)))
        .onFailure(problem -> refuse(message, problem));
  }

  private void refuse(Message<Object> message, Throwable problem) {
    String sentence = String.valueOf(problem.getMessage());
    if (problem instanceof MalformedMessageException) {
      log.atWarn()
          .addKeyValue("address", name)
          .addKeyValue("problem", sentence)
          .log("A malformed request was rejected");
      message.fail(MALFORMED, sentence);
    } else if (problem instanceof Ending || DatabaseErrors.isPassing(problem)) {
      message.fail(DATABASE_AWAY, sentence);
    } else {
      log.atError().addKeyValue("address", name).setCause(problem).log("A request failed");
      message.fail(DEFECT, sentence);
    }
  }
}

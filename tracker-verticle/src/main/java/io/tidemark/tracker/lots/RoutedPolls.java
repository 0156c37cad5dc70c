package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.PollResult;
import io.tidemark.tracker.polling.PollResult.Answer;
import io.tidemark.tracker.polling.PollResult.PutBack;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Asks about tweets of many zones: the tweets of one pipeline share calls, and a tweet that zones
 * of several payers have is asked through the first of them. What that pipeline puts back is asked
 * through the next one that has the tweet, so that neither a dead credential nor a used-up share of
 * one zone costs another zone a poll.
 */
final class RoutedPolls {

  /**
   * What came of it. Every tweet is in one of the two maps.
   *
   * @param answers by the platform's ids, for all zones that have the tweet
   * @param putBack by the rows of twitter_tweets: tweets whose payers were all put off, each with
   *     what its own zone's pipeline said
   * @param calls of all payers
   */
  record Result(Map<String, Answer> answers, Map<Long, PutBack> putBack, int calls) {}

  private final CredentialRouter router;
  private final Map<PollPipeline, List<DueTweet>> byPipeline = new LinkedHashMap<>();
  private final Map<String, Deque<PollPipeline>> pipelinesLeft = new HashMap<>();
  private final Map<PollPipeline, Map<String, PutBack>> putOff = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private int calls;

  private RoutedPolls(CredentialRouter router, List<DueTweet> tweets) {
    this.router = router;
    for (DueTweet tweet : tweets) {
      PollPipeline pipeline = router.of(tweet.zone());
      byPipeline.computeIfAbsent(pipeline, first -> new ArrayList<>()).add(tweet);
      Deque<PollPipeline> left =
          pipelinesLeft.computeIfAbsent(tweet.tweetId(), first -> new ArrayDeque<>());
      if (!left.contains(pipeline)) {
        left.add(pipeline);
      }
    }
  }

  /** Polls on a virtual thread; each tweet is asked through one pipeline at a time. */
  static Result poll(CredentialRouter router, List<DueTweet> tweets) {
    var polled = new RoutedPolls(router, tweets);
    Set<String> suspects =
        tweets.stream().filter(DueTweet::suspect).map(DueTweet::tweetId).collect(toSet());
    while (polled.askOnce(suspects)) {}
    return polled.result(tweets);
  }

  /**
   * @return whether anything was asked
   */
  private boolean askOnce(Set<String> suspects) {
    Map<PollPipeline, Future<PollResult>> polls = new LinkedHashMap<>();
    byPipeline.forEach(
        (pipeline, theirs) -> {
          SequencedSet<String> ids = FairOrder.ids(theirs);
          ids.removeIf(id -> pipelinesLeft.get(id).peek() != pipeline);
          if (!ids.isEmpty()) {
            polls.put(pipeline, pipeline.poll(ids, suspects));
          }
        });
    Future.all(List.copyOf(polls.values())).await();
    polls.forEach((pipeline, poll) -> take(pipeline, poll.result()));
    return !polls.isEmpty();
  }

  private void take(PollPipeline pipeline, PollResult result) {
    calls += result.calls();
    answers.putAll(result.answers());
    result.answers().keySet().forEach(id -> pipelinesLeft.get(id).clear());
    result.putBack().keySet().forEach(id -> pipelinesLeft.get(id).remove());
    putOff.computeIfAbsent(pipeline, first -> new HashMap<>()).putAll(result.putBack());
  }

  private Result result(List<DueTweet> tweets) {
    Map<Long, PutBack> putBack = new HashMap<>();
    for (DueTweet tweet : tweets) {
      if (!answers.containsKey(tweet.tweetId())) {
        putBack.put(tweet.id(), putOff.get(router.of(tweet.zone())).get(tweet.tweetId()));
      }
    }
    return new Result(answers, putBack, calls);
  }
}

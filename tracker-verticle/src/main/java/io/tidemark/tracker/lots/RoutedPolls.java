package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.PollResult;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.polling.PollResult.Unanswered;
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
 * Polls tweets of many zones, each zone through the pipeline of its credential. The tweets of one
 * pipeline share calls. If zones with different pipelines have the same tweet, it is polled through
 * the first of them, and through the next one if the first cannot poll it. Thus a dead credential
 * or a used-up share of one zone costs no other zone a poll.
 */
final class RoutedPolls {

  /**
   * The result of a poll. Every tweet is in one of the two maps.
   *
   * @param answers by the platform's id, for all zones that have the tweet
   * @param unanswered by the row of twitter_tweets: tweets that no pipeline could poll, each with
   *     the reason of its own zone's pipeline
   * @param calls made, by all pipelines
   */
  record Result(Map<String, TweetAnswer> answers, Map<Long, Unanswered> unanswered, int calls) {}

  private final CredentialRouter router;
  private final Map<PollPipeline, List<DueTweet>> byPipeline = new LinkedHashMap<>();
  private final Map<String, Deque<PollPipeline>> pipelinesLeft = new HashMap<>();
  private final Map<PollPipeline, Map<String, Unanswered>> unansweredBy = new HashMap<>();
  private final Map<String, TweetAnswer> answers = new HashMap<>();
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

  /** Polls the tweets, each through one pipeline at a time. Runs on a virtual thread. */
  static Result poll(CredentialRouter router, List<DueTweet> tweets) {
    var polled = new RoutedPolls(router, tweets);
    Set<String> suspects =
        tweets.stream().filter(DueTweet::suspect).map(DueTweet::tweetId).collect(toSet());
    while (polled.askOnce(suspects)) {}
    return polled.result(tweets);
  }

  /**
   * @return false when no tweet was left to poll
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
    result.unanswered().keySet().forEach(id -> pipelinesLeft.get(id).remove());
    unansweredBy.computeIfAbsent(pipeline, first -> new HashMap<>()).putAll(result.unanswered());
  }

  private Result result(List<DueTweet> tweets) {
    Map<Long, Unanswered> unanswered = new HashMap<>();
    for (DueTweet tweet : tweets) {
      if (!answers.containsKey(tweet.tweetId())) {
        unanswered.put(tweet.id(), unansweredBy.get(router.of(tweet.zone())).get(tweet.tweetId()));
      }
    }
    return new Result(answers, unanswered, calls);
  }
}

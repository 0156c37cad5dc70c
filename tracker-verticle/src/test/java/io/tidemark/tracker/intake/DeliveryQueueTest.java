package io.tidemark.tracker.intake;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.tracker.intake.Delivery.Pointers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.ClosedConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written together, in which order, and what is answered to whom. */
class DeliveryQueueTest {

  /** What the writer was given, and has not answered. */
  private record Written(List<String> names, Promise<List<Future<Optional<Accepted>>>> end) {

    void commit() {
      end.complete(names.stream().map(DeliveryQueueTest::accepted).toList());
    }
  }

  private static final int MOST = 100;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<Written> groups = new LinkedBlockingQueue<>();
  private final List<String> alone = Collections.synchronizedList(new ArrayList<>());
  private final DeliveryQueue queue =
      new DeliveryQueue(
          vertx,
          new DeliveryQueue.Writer() {
            @Override
            public Future<List<Future<Optional<Accepted>>>> together(List<Arrival> arrivals) {
              Promise<List<Future<Optional<Accepted>>>> end = Promise.promise();
              groups.add(new Written(arrivals.stream().map(DeliveryQueueTest::name).toList(), end));
              return end.future();
            }

            @Override
            public Future<Optional<Accepted>> alone(Arrival arrival) {
              alone.add(name(arrival));
              return name(arrival).contains("poison")
                  ? Future.failedFuture("poison")
                  : accepted(name(arrival));
            }
          },
          MOST,
          meters);

  @AfterEach
  void end() {
    await(vertx.close());
  }

  private static Future<Optional<Accepted>> accepted(String name) {
    return Future.succeededFuture(Optional.of(new Accepted.Unrouted(name)));
  }

  private static String name(Arrival arrival) {
    return arrival.traceparent();
  }

  /**
   * @param name of the delivery; its first letter is its rule
   */
  private Future<Optional<Accepted>> add(String name, int tweets) {
    var delivery =
        new Delivery(
            Optional.empty(),
            tweets,
            List.of(),
            new Pointers(0, 0, List.of()),
            Map.of(),
            List.of());
    return queue.add(
        new Arrival(
            delivery, new OfRule(name.substring(0, 1)), Instant.EPOCH, Instant.EPOCH, name, null));
  }

  private Written group() throws InterruptedException {
    Written group = groups.poll(20, TimeUnit.SECONDS);
    assertThat(group).as("a group is written").isNotNull();
    return group;
  }

  private static String answer(Future<Optional<Accepted>> answer) {
    return ((Accepted.Unrouted) await(answer).orElseThrow()).ruleId();
  }

  @Test
  void oneThatComesWhileAWriterIsFreeIsWrittenAtOnce() throws Exception {
    add("a1", 1);
    assertThat(group().names()).containsExactly("a1");

    add("b1", 1);
    assertThat(group().names()).as("beside the first").containsExactly("b1");
  }

  @Test
  void thoseThatWaitAreWrittenTogetherAndEachHearsOfItself() throws Exception {
    List<Written> first = twoBusyWriters();
    List<Future<Optional<Accepted>>> answers = new ArrayList<>();
    for (String name : List.of("c1", "d1", "c2", "e1")) {
      answers.add(add(name, 1));
    }
    assertThat(groups).isEmpty();

    first.getFirst().commit();
    Written group = group();
    assertThat(group.names()).containsExactly("c1", "d1", "c2", "e1");
    assertThat(answers).noneMatch(Future::isComplete);

    group.commit();
    assertThat(answers.stream().map(DeliveryQueueTest::answer))
        .containsExactly("c1", "d1", "c2", "e1");
    assertThat(meters.get("tidemark.webhook.group").summary().max()).isEqualTo(4);
  }

  /** The destinations x and y are being written. */
  private List<Written> twoBusyWriters() throws InterruptedException {
    add("x1", 1);
    add("y1", 1);
    return List.of(group(), group());
  }

  @Test
  void oneDestinationIsWrittenInTheOrderInWhichItsDeliveriesCame() throws Exception {
    add("a1", 1);
    Written first = group();
    add("a2", 1);
    add("a3", 300);
    add("a4", 1);
    assertThat(groups).as("a writer is free, and the destination is not").isEmpty();

    for (String next : List.of("a2", "a3", "a4")) {
      first.commit();
      first = group();
      assertThat(first.names()).containsExactly(next);
    }
  }

  @Test
  void aLargeOneKeepsNoSmallOneWaiting() throws Exception {
    add("a1", 5_000);
    add("b1", 5_000);
    assertThat(group().names()).containsExactly("a1");

    add("c1", 1);
    assertThat(group().names()).containsExactly("c1");
    add("d1", 1);
    assertThat(group().names()).containsExactly("d1");
    assertThat(groups).as("one large one at a time").isEmpty();
  }

  @Test
  void ofAGroupThatCannotBeWrittenOnlyThePoisonIsRefused() throws Exception {
    List<Written> first = twoBusyWriters();
    Future<Optional<Accepted>> before = add("c1", 1);
    Future<Optional<Accepted>> poison = add("c2 poison", 1);
    Future<Optional<Accepted>> after = add("c3", 1);
    Future<Optional<Accepted>> other = add("d1", 1);
    first.getFirst().commit();

    group().end().fail(new IllegalStateException("of one of them"));

    assertThat(answer(before)).isEqualTo("c1");
    assertThat(answer(after)).isEqualTo("c3");
    assertThat(answer(other)).isEqualTo("d1");
    assertThat(poison.failed()).isTrue();
    assertThat(alone).containsSubsequence("c1", "c2 poison", "c3").contains("d1");
    add("c4", 1);
    assertThat(group().names()).as("their destination is free again").containsExactly("c4");
  }

  @Test
  void whenTheDatabaseIsAwayNoneIsAcceptedAndNoneTriedAgain() throws Exception {
    List<Written> first = twoBusyWriters();
    List<Future<Optional<Accepted>>> answers = List.of(add("c1", 1), add("d1", 1));
    first.getFirst().commit();

    group().end().fail(ClosedConnectionException.INSTANCE);

    assertThat(answers)
        .allSatisfy(answer -> assertThat(await(answer.otherwise(Optional.empty()))).isEmpty());
    assertThat(alone).isEmpty();
    add("c2", 1);
    assertThat(group().names()).containsExactly("c2");
  }

  @Test
  void noMoreAreHeldThanAllowedAndAPlaceIsFreeWhenOneIsWritten() throws Exception {
    List<Future<Optional<Accepted>>> held = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      held.add(add("a" + i, 1));
    }

    Future<Optional<Accepted>> tooMany = add("b", 1);

    assertThat(tooMany.cause()).isInstanceOf(Overloaded.class);
    group().commit();
    group().commit();
    await(Future.all(held));
    Future<Optional<Accepted>> next = add("b", 1);
    group().commit();
    assertThat(answer(next)).isEqualTo("b");
  }
}

package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often the database is asked, and what is done without it. */
@ExtendWith(VertxExtension.class)
class KnownKeysTest {

  private static Vertx vertx;
  private static final byte[] HASH = Hashes.sha256("a key");
  private static final ApiKey KEY =
      new ApiKey(
          7,
          "machine",
          "tm_abcde",
          Set.of(Scope.READ),
          Tenants.ALL,
          Tenants.NONE,
          NOON,
          null,
          null,
          null);

  private final TestTime time = new TestTime();
  private final AtomicInteger lookUps = new AtomicInteger();
  private Supplier<Future<Optional<ApiKey>>> database =
      () -> Future.succeededFuture(Optional.of(KEY));

  private final KnownKeys known =
      new KnownKeys(
          vertx,
          time,
          hash -> {
            lookUps.incrementAndGet();
            return database.get();
          });

  @BeforeAll
  static void begin(Vertx shared) {
    vertx = shared;
  }

  @Test
  void aFloodOfOneKeyIsOneLookUpInFiveSeconds() {
    for (int request = 0; request < 500; request++) {
      assertThat(await(known.get(HASH))).contains(KEY);
    }
    assertThat(lookUps).hasValue(1);

    time.pass(Duration.ofSeconds(5));
    assertThat(await(known.get(HASH))).contains(KEY);

    assertThat(lookUps).hasValue(2);
  }

  @Test
  void aFloodOfAKeyThatNobodyHasIsOneLookUpAsWell() {
    database = () -> Future.succeededFuture(Optional.empty());

    for (int request = 0; request < 500; request++) {
      assertThat(await(known.get(HASH))).isEmpty();
    }

    assertThat(lookUps).hasValue(1);
  }

  @Test
  void whoAsksBeforeTheDatabaseAnsweredWaitsForTheSameAnswer() {
    Promise<Optional<ApiKey>> slow = Promise.promise();
    database = slow::future;

    List<Future<Optional<ApiKey>>> asked =
        new ArrayList<>(Stream.generate(() -> known.get(HASH)).limit(500).toList());
    slow.complete(Optional.of(KEY));

    await(Future.all(asked));
    assertThat(asked).allMatch(answer -> answer.result().isPresent());
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void aFloodOfDifferentKeysIsBounded() {
    database = () -> Future.succeededFuture(Optional.empty());
    for (int guess = 0; guess < 30_000; guess++) {
      await(known.get(ByteBuffer.allocate(32).putInt(guess).array()));
    }

    assertThat(known.size()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void anOutageIsAskedAboutOnceInFiveSecondsForAKnownKey() {
    await(known.get(HASH));
    time.pass(Duration.ofSeconds(5));
    database = () -> Future.failedFuture("away");

    for (int request = 0; request < 500; request++) {
      assertThat(await(known.get(HASH))).contains(KEY);
    }

    assertThat(lookUps).hasValue(2);
  }

  @Test
  void aKeyThatIsGoneFromTheDatabaseDoesNotComeBackWhenThatGoesAway() {
    await(known.get(HASH));
    time.pass(Duration.ofSeconds(5));
    database = () -> Future.succeededFuture(Optional.empty());
    await(known.get(HASH));
    time.pass(Duration.ofSeconds(5));
    database = () -> Future.failedFuture("away");

    assertThatThrownBy(() -> await(known.get(HASH))).isInstanceOf(AuthUnavailableException.class);
  }

  @Test
  void aDatabaseThatSaysNothingIsGivenUpOn() {
    await(known.get(HASH));
    time.pass(Duration.ofSeconds(5));
    database = () -> Promise.<Optional<ApiKey>>promise().future();

    assertThat(await(known.get(HASH))).contains(KEY);
    assertThatThrownBy(() -> await(known.get(Hashes.sha256("another"))))
        .isInstanceOf(AuthUnavailableException.class);
  }

  @Test
  void aFailureIsNotKept() {
    database = () -> Future.failedFuture("away");
    assertThatThrownBy(() -> await(known.get(HASH))).isInstanceOf(AuthUnavailableException.class);
    database = () -> Future.succeededFuture(Optional.of(KEY));

    assertThat(await(known.get(HASH))).contains(KEY);
  }

  @Test
  void aForgottenKeyIsLookedUpAnewAndOthersAreNot() {
    byte[] other = Hashes.sha256("another");
    await(known.get(HASH));
    database = () -> Future.succeededFuture(Optional.empty());
    await(known.get(other));

    known.forget(KEY.id());

    assertThat(await(known.get(HASH))).isEmpty();
    await(known.get(other));
    assertThat(lookUps).hasValue(3);
  }

  @Test
  void anAnswerFromBeforeTheRevocationIsNotCached() {
    Promise<Optional<ApiKey>> slow = Promise.promise();
    database = slow::future;
    Future<Optional<ApiKey>> before = known.get(HASH);

    known.forget(KEY.id());
    slow.complete(Optional.of(KEY));
    await(before);
    database = () -> Future.failedFuture("away");

    assertThatThrownBy(() -> await(known.get(HASH))).isInstanceOf(AuthUnavailableException.class);
  }
}

package io.tidemark.studio.accounts;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class SealedTokensTest {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Tokens NEW =
      new Tokens("new-access", StudioWorld.NOON, "new-refresh", StudioWorld.NOON.plusSeconds(9));

  private final StudioWorld world = new StudioWorld(Map.of());
  private final AtomicInteger renewals = new AtomicInteger();

  private long account;

  @BeforeEach
  void begin() {
    world.workspace("brand");
    account = world.account("brand", StudioPlatform.TIKTOK, "t1");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private SealedTokens pod() {
    return new SealedTokens(
        world.stores.vertx(),
        world.stores.pool(),
        new TokenSeal(world.settings.encryptionKeys()),
        LEASE);
  }

  /** New tokens for whoever has the first ones. */
  private Function<Tokens, Future<Tokens>> renewal(Future<?> answer) {
    return stored -> {
      if (!stored.access().equals("token-of-t1")) {
        return Future.succeededFuture(stored);
      }
      renewals.incrementAndGet();
      return answer.map(NEW);
    };
  }

  private long leases() {
    return world.stores.number("select count(*) from studio_accounts where renewal is not null");
  }

  @Test
  void whatIsGivenAnewIsStoredSealedAndReadBack() {
    assertThat(await(pod().withLockedTokens(account, renewal(Future.succeededFuture()))))
        .isEqualTo(NEW);

    assertThat(await(pod().tokens(account))).isEqualTo(NEW);
    assertThat(
            world.stores.number(
                "select count(*) from studio_accounts where position('new-'::bytea in"
                    + " access_token || refresh_token) > 0"))
        .isZero();
    assertThat(leases()).isZero();
  }

  @Test
  void twoPodsAtOneMomentRenewOnceAndBothUseTheNewTokens() {
    Promise<Void> answer = Promise.promise();
    var both =
        List.of(
            pod().withLockedTokens(account, renewal(answer.future())),
            pod().withLockedTokens(account, renewal(answer.future())));
    world.stores.vertx().setTimer(300, late -> answer.complete());

    await(Future.all(both));

    assertThat(both).extracting(Future::result).containsOnly(NEW);
    assertThat(renewals).hasValue(1);
  }

  @Test
  void moreRenewalsThanThePoolHasConnectionsLeaveSomeForOthers() {
    Promise<Void> answer = Promise.promise();
    var all =
        IntStream.range(0, 40)
            .mapToLong(i -> world.account("brand", StudioPlatform.TIKTOK, "many-" + i))
            .mapToObj(id -> pod().withLockedTokens(id, stored -> answer.future().map(NEW)))
            .toList();

    world.stores.vertx().setTimer(100, late -> answer.complete());
    assertThat(world.stores.number("select 1")).isEqualTo(1);
    await(Future.all(all));
    assertThat(leases()).isZero();
  }

  @Test
  void aFailedRenewalLetsTheNextOneIn() {
    var failed = pod().withLockedTokens(account, stored -> Future.failedFuture("no answer"));
    assertThat(catchThrowable(() -> await(failed))).hasMessageContaining("no answer");

    assertThat(await(pod().withLockedTokens(account, renewal(Future.succeededFuture()))))
        .isEqualTo(NEW);
  }

  @Test
  void aPodThatDiedIsWaitedForNoLongerThanItsLease() {
    Promise<Tokens> never = Promise.promise();
    Future<Tokens> dead = pod().withLockedTokens(account, stored -> never.future());
    while (leases() == 0) {
      await(world.stores.vertx().timer(5));
    }
    Future<Tokens> next = pod().withLockedTokens(account, renewal(Future.succeededFuture()));
    await(world.stores.vertx().timer(150));
    assertThat(next.isComplete()).isFalse();

    world.stores.sql("update studio_accounts set renewing_until = now() - interval '1 second'");

    assertThat(await(next)).isEqualTo(NEW);
    never.complete(new Tokens("late", null, null, null));
    assertThat(catchThrowable(() -> await(dead))).hasMessageContaining("replaced meanwhile");
    assertThat(await(pod().tokens(account))).isEqualTo(NEW);
  }

  @Test
  void tokensThatTheOwnerGivesMeanwhileStay() {
    Promise<Void> answer = Promise.promise();
    Future<Tokens> renewed = pod().withLockedTokens(account, renewal(answer.future()));
    while (leases() == 0) {
      await(world.stores.vertx().timer(5));
    }
    await(
        world.accounts.replaceTokens(
            account, new Tokens("the-owners", null, null, null), null, StudioWorld.NOON));
    answer.complete();

    assertThat(catchThrowable(() -> await(renewed))).hasMessageContaining("replaced meanwhile");
    assertThat(await(pod().tokens(account)).access()).isEqualTo("the-owners");
  }

  @Test
  void anAccountRemovedMeanwhileKeepsNobodyWaiting() {
    await(world.accounts.remove(account));

    assertThat(
            catchThrowable(
                () -> await(pod().withLockedTokens(account, renewal(Future.succeededFuture())))))
        .hasMessageContaining("no account");
  }
}

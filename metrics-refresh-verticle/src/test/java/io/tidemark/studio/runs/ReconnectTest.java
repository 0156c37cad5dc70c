package io.tidemark.studio.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Address;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.ScriptedSource.Called;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.accounts.Account;
import io.tidemark.studio.accounts.Account.Status;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an owner does to an account while a run asks about it with the old token. */
@Tag("server")
class ReconnectTest {

  private final StudioWorld world = new StudioWorld(Map.of());
  private final ScriptedSource source = new ScriptedSource(StudioPlatform.FACEBOOK, 50);
  private final List<Long> disconnected = new CopyOnWriteArrayList<>();

  private long account;

  @BeforeEach
  void begin() {
    world.workspace("brand");
    account = world.account("brand", StudioPlatform.FACEBOOK, "page");
    for (int i = 0; i < 15; i++) {
      world.post("brand", account, "p" + i, Duration.ofHours(1));
    }
    await(
        Address.STUDIO_ACCOUNTS.consume(
            world.stores.vertx().eventBus(), event -> disconnected.add(event.account())));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Future<?> reconnect() {
    return world.accounts.replaceTokens(
        account, new Tokens("new", null, null, null), Status.CONNECTED, StudioWorld.NOON);
  }

  /** From a call on, whoever has the token is refused. */
  private void refuse(String token, int from) {
    source.accounts.put(
        "page",
        call ->
            call >= from && source.calls.get(call - 1).token().equals(token)
                ? new CallOutcome.AuthDead<>("session expired")
                : null);
  }

  private Account now() {
    return await(world.accounts.find(account)).orElseThrow();
  }

  @Test
  void anOldTokensRefusalDoesNotAffectTheNewOneOfTheRun() {
    refuse("token-of-page", 2);
    source.meanwhile = call -> call == 2 ? reconnect() : Future.succeededFuture();

    Run run = world.refresh(source);

    assertThat(now().status()).isEqualTo(Status.CONNECTED);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.items().getFirst().updated()).isEqualTo(15);
    assertThat(source.calls)
        .extracting(Called::token)
        .containsExactly("token-of-page", "token-of-page", "new");
    assertThat(disconnected).isEmpty();
  }

  @Test
  void theNewTokensRefusalCounts() {
    source.accounts.put("page", call -> new CallOutcome.AuthDead<>("session " + call + " expired"));
    source.meanwhile = call -> call == 1 ? reconnect() : Future.succeededFuture();

    Run run = world.refresh(source);

    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(now().status()).isEqualTo(Status.NEEDS_RECONNECT);
    assertThat(now().statusReason()).isEqualTo("session 2 expired");
  }

  @Test
  void anAccountDisabledMeanwhileStaysDisabled() {
    refuse("token-of-page", 1);
    source.meanwhile = call -> world.accounts.setStatus(account, Status.DISABLED, StudioWorld.NOON);

    Run run = world.refresh(source);

    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(now().status()).isEqualTo(Status.DISABLED);
    assertThat(disconnected).isEmpty();
  }
}

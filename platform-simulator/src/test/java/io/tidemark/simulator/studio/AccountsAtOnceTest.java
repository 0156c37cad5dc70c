package io.tidemark.simulator.studio;

import static io.tidemark.simulator.RunningSimulator.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.AccountTotals;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsAtOnceTest {

  private static final String ME = "/v25.0/me";

  private final RunningSimulator world = new RunningSimulator();
  private final StudioAccount account = world.simulator.studio().connect(AccountDraft.instagram());
  private final StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void twoCallsOfOneAccountAtTheSameTimeAreSeen() {
    world.simulator.change(s -> s.hang(true));

    ask(account);
    ask(other);
    ask(account);
    world.until(() -> totals(account).calls() == 2 && totals(other).calls() == 1);

    assertThat(totals(account)).isEqualTo(new AccountTotals(2, 2, 0, 2));
    assertThat(totals(other)).isEqualTo(new AccountTotals(1, 1, 0, 1));
  }

  @Test
  void oneCallAfterTheOtherIsNeverTwoAtOnce() {
    for (int i = 0; i < 20; i++) {
      await(ask(account));
      await(ask(other));
    }
    world.simulator.change(s -> s.reset(true));
    assertThatThrownBy(() -> ask(account).await(5, TimeUnit.SECONDS)).isNotNull();
    world.simulator.use(PlatformFaults.none());
    await(ask(account));

    assertThat(totals(account)).isEqualTo(new AccountTotals(22, 22, 0, 1));
    assertThat(world.simulator.meter().accounts())
        .containsOnlyKeys(account.externalId(), other.externalId());
  }

  @Test
  void aCallThatHangsIsInHandUntilItsCallerGoes() {
    world.simulator.change(s -> s.hang(true));
    ask(account);
    world.until(() -> totals(account).calls() == 1);
    world.simulator.use(PlatformFaults.none());

    await(ask(account));
    assertThat(totals(account).mostAtOnce()).isEqualTo(2);

    world.simulator.meter().reset();
    assertThat(totals(account)).isEqualTo(new AccountTotals(0, 0, 0, 1));
    world.leaveAll();
    world.until(this::inHandNoMore);
  }

  /** Only a meter that was reset shows the calls in progress. */
  private boolean inHandNoMore() {
    world.simulator.meter().reset();
    return totals(account).mostAtOnce() == 0;
  }

  private Future<?> ask(StudioAccount of) {
    return world.askingAs(of.accessToken(), ME);
  }

  private AccountTotals totals(StudioAccount of) {
    return world.simulator.meter().account(of.externalId());
  }
}

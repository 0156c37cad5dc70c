package io.tidemark.studio.accounts;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.settings.SettingsReader;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.accounts.Account.Status;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.tokens.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class AccountsTest {

  private final StudioWorld world = new StudioWorld(Map.of());

  @BeforeEach
  void begin() {
    world.workspace("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static TokenSeal seal(String keys) {
    return new TokenSeal(
        SettingsReader.of(Map.of(StudioSettings.ENCRYPTION_KEYS, keys)).studio().encryptionKeys());
  }

  @Test
  void aTokenIsReadBackAndDoesNotStandInTheDatabase() {
    var tokens =
        new Tokens(
            "secret-access", StudioWorld.NOON, "secret-refresh", StudioWorld.NOON.plusSeconds(9));
    long id =
        await(world.accounts.add("brand", StudioPlatform.TIKTOK, "t1", tokens, StudioWorld.NOON))
            .orElseThrow()
            .id();

    assertThat(await(world.accounts.connection(id))).contains(new Connection(1, tokens));
    assertThat(
            world.stores.number(
                "select count(*) from studio_accounts where position('secret'::bytea in"
                    + " access_token || refresh_token) > 0 or token_key_id <> 'a'"))
        .isZero();
    assertThat(tokens.toString()).doesNotContain("secret");
  }

  @Test
  void theSameAccountIsNotConnectedTwice() {
    world.account("brand", StudioPlatform.INSTAGRAM, "i1");

    assertThat(
            await(
                world.accounts.add(
                    "brand",
                    StudioPlatform.INSTAGRAM,
                    "i1",
                    new Tokens("other", null, null, null),
                    StudioWorld.NOON)))
        .isEmpty();
  }

  @Test
  void aTokenMovedToAnotherAccountOrColumnCannotBeOpened() {
    long one = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
    long other = world.account("brand", StudioPlatform.INSTAGRAM, "i2");
    world.stores.sql(
        "update studio_accounts set access_token = (select access_token from studio_accounts"
            + " where id = %d) where id = %d".formatted(one, other));
    world.stores.sql("update studio_accounts set refresh_token = access_token where id = " + one);

    for (long id : List.of(one, other)) {
      assertThatThrownBy(() -> await(world.accounts.connection(id)))
          .isInstanceOf(TokenSeal.UnsealException.class)
          .hasMessageContaining("account " + id);
    }
  }

  @Test
  void aRotationSealsOldTokensWithTheFirstKey() {
    long id = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
    var both = seal(StudioWorld.KEY_B + "," + StudioWorld.KEY_A);
    var onlyNew = new Accounts(world.stores.pool(), seal(StudioWorld.KEY_B));
    assertThat(
            await(new Accounts(world.stores.pool(), both).connection(id))
                .orElseThrow()
                .tokens()
                .access())
        .isEqualTo("token-of-i1");
    assertThatThrownBy(() -> await(onlyNew.connection(id)))
        .hasMessageContaining("TIDEMARK_STUDIO_ENCRYPTION_KEYS does not name");

    assertThat(new KeyRotation(world.stores.pool(), both).sealAgain()).isEqualTo(1);

    assertThat(await(onlyNew.connection(id)).orElseThrow().tokens().access())
        .isEqualTo("token-of-i1");
    assertThat(new KeyRotation(world.stores.pool(), both).sealAgain()).isZero();
  }

  @Test
  void aRotationPassesOverWhatItCannotOpen() {
    world.account("brand", StudioPlatform.INSTAGRAM, "i1");

    assertThat(new KeyRotation(world.stores.pool(), seal(StudioWorld.KEY_B)).sealAgain()).isZero();
    assertThat(world.stores.number("select count(*) from studio_accounts where token_key_id = 'a'"))
        .isEqualTo(1);
  }

  @Test
  void newTokensReconnectAnAccountWhoseTokenDied() {
    long id = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
    await(Accounts.tokenDied(world.stores.pool(), id, 1, "expired", StudioWorld.NOON));
    assertThat(await(world.accounts.find(id)).orElseThrow().status())
        .isEqualTo(Status.NEEDS_RECONNECT);

    Account account =
        await(
                world.accounts.replaceTokens(
                    id, new Tokens("new", null, null, null), Status.CONNECTED, StudioWorld.NOON))
            .orElseThrow();

    assertThat(account.status()).isEqualTo(Status.CONNECTED);
    assertThat(account.statusReason()).isNull();
    assertThat(await(world.accounts.connection(id)).orElseThrow().tokens().access())
        .isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update studio_accounts set status = 'gone'",
        "update studio_accounts set platform = 'myspace'",
        "update studio_accounts set access_token = 'plain'::bytea",
        "update studio_accounts set paused_until = now()",
        "insert into studio_runs (trigger, status, started_at) values ('manual', 'completed',"
            + " now())",
        "insert into studio_runs (trigger, status, started_at) values"
            + " ('manual', 'running', now()), ('cron', 'running', now())",
        "insert into studio_social_posts (workspace_id, account_id, created_at)"
            + " select 'other', id, now() from studio_accounts"
      })
  void theDatabaseRefusesWrongStates(String statement) {
    world.account("brand", StudioPlatform.INSTAGRAM, "i1");
    world.workspace("other");

    assertThatThrownBy(() -> world.stores.sql(statement))
        .hasMessageMatching("(?s).*(violates|duplicate key).*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", ":AAAA", "a:AAAA", "a:not base64!", "a:%s,a:%s"})
  void aBadEncryptionKeyIsRefusedWithoutShowingIt(String given) {
    String value = given.formatted("A".repeat(43) + "=", "B".repeat(42) + "A=");

    assertThatThrownBy(() -> seal(value))
        .hasMessageStartingWith(StudioSettings.ENCRYPTION_KEYS)
        .hasMessageNotContaining("AAAA");
  }
}

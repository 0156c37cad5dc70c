package io.tidemark.studio.tiktok;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.accounts.SealedTokens;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.studio.tokens.TokenStore;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** TikTok's Display API as a test has it answer, and an account of it in the database. */
final class TikTokWorld implements AutoCloseable {

  static final Instant NOON = StudioWorld.NOON;

  final FakeTikTok platform = new FakeTikTok();
  final FakePlatform server;
  final StudioWorld studio;
  final Account account;
  final FailingTokens tokens;

  private final Vertx vertx = Vertx.vertx();
  private StudioSource tiktok;

  TikTokWorld() {
    server = new FakePlatform(vertx);
    server.answers = platform::answer;
    studio =
        new StudioWorld(
            Map.of(
                "TIDEMARK_TIKTOK_BASE_URL", server.url(),
                "TIDEMARK_TIKTOK_CLIENT_KEY", "key",
                "TIDEMARK_TIKTOK_CLIENT_SECRET", "hunter2",
                "TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms"));
    studio.workspace("acme");
    // What a run read once is not what is used.
    account =
        new Account(
            studio.account("acme", StudioPlatform.TIKTOK, "me"), "acme", "me", "act.secret-stale");
    expire(NOON.plus(Duration.ofHours(2)));
    tokens = new FailingTokens(sealed());
    tiktok = pod(tokens);
  }

  /** As another process has them. */
  TokenStore sealed() {
    return new SealedTokens(
        studio.stores.vertx(),
        studio.stores.pool(),
        new TokenSeal(studio.settings.encryptionKeys()),
        Duration.ofMinutes(1));
  }

  StudioSource pod(TokenStore store) {
    return StudioSources.tiktok(
        studio.stores.app(), StudioSources.client(studio.stores.app()), store);
  }

  /** From now on another process reads. */
  void restart() {
    tiktok = pod(sealed());
  }

  /** The account's first tokens, of which the access token ends then. */
  void expire(Instant at) {
    await(
        studio.accounts.replaceTokens(
            account.id(), new Tokens("act.secret-0", at, "rft.secret-0", null), null, NOON));
  }

  Tokens stored() {
    return await(sealed().tokens(account.id()));
  }

  static List<PostRef> posts(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new PostRef(i, "70802134585557379" + (10 + i), "VIDEO", NOON))
        .toList();
  }

  StudioSource tiktok() {
    return tiktok;
  }

  CallOutcome<Map<Long, PostOutcome<Metrics>>> read(int count) {
    return await(tiktok.read(account, posts(count)));
  }

  Map<Long, PostOutcome<Metrics>> answered(int count) {
    var outcome = read(count);
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  @Override
  public void close() {
    studio.close();
    server.close();
    await(vertx.close());
  }
}

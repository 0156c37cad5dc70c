package io.tidemark.studio.graph;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.MemoryTokens;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A Graph API that says what a test tells it to, and accounts that are asked about with it. */
public final class GraphWorld implements AutoCloseable {

  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  public final SettableClock clock = new SettableClock(NOON);
  public final MemoryTokens tokens = new MemoryTokens();
  public final FakePlatform graph;
  public final TestFoundation app;

  private final Vertx vertx = Vertx.vertx();
  private int accounts;

  public GraphWorld(Map<String, String> changes) {
    graph = new FakePlatform(vertx);
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_INSTAGRAM_BASE_URL", graph.url());
    settings.put("TIDEMARK_FACEBOOK_BASE_URL", graph.url());
    settings.put("TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms");
    settings.put("TIDEMARK_UPSTREAM_FAILURE_WINDOW", "1000");
    settings.putAll(changes);
    app = TestFoundation.lay(clock, settings);
  }

  /** As it was at first, for the next test. */
  public void begin() {
    clock.set(NOON);
    app.sql("truncate studio_capabilities, upstream_pauses");
    graph.seen.clear();
  }

  /** One that no test has used. */
  public Account account() {
    int id = ++accounts;
    var account = new Account(id, "acme", "178" + id, "EAAG-secret-" + id);
    tokens.with(id, new Tokens(account.accessToken(), null, null, null));
    return account;
  }

  /** Gives an account its row, in a workspace that is made for it where there is none. */
  public void stored(Account account, String workspace) {
    app.sql(
        "insert into studio_workspaces (id, name, created_at) values ('%s', '%s', now()) on"
                .formatted(workspace, workspace)
            + " conflict do nothing");
    app.sql(
        """
        insert into studio_accounts (id, workspace_id, platform, external_id, status, token_key_id,
          access_token, created_at, updated_at)
        overriding system value
        values (%d, '%s', 'instagram', '%s', 'connected', 'a', convert_to(repeat('x', 40), 'UTF8'),
          now(), now())
        """
            .formatted(account.id(), workspace, account.externalId()));
  }

  /** As a process has it that was started just now. */
  public StudioSource instagram() {
    return StudioSources.instagram(app.app(), StudioSources.client(app.app()), tokens);
  }

  /** As a process has it that was started just now. */
  public StudioSource facebook() {
    return StudioSources.facebook(app.app(), StudioSources.client(app.app()), null);
  }

  public static List<PostRef> posts(int count, String mediaType) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new PostRef(i, "1790" + i, mediaType, NOON.minusSeconds(3_600)))
        .toList();
  }

  public static Map<Long, PostOutcome<Metrics>> answered(
      CallOutcome<Map<Long, PostOutcome<Metrics>>> outcome) {
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  public static Metrics reading(PostOutcome<Metrics> outcome) {
    assertThat(outcome).isInstanceOf(PostOutcome.Present.class);
    return ((PostOutcome.Present<Metrics>) outcome).counters();
  }

  @Override
  public void close() {
    app.close();
    graph.close();
    await(vertx.close());
  }
}

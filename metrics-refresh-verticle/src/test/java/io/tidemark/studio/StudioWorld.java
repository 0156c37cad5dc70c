package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.JobWorker;
import io.tidemark.runs.StartResult;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Account;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.posts.NewPost;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Runs;
import io.tidemark.studio.tokens.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Workspaces, accounts and posts on real stores, and a clock that stands until it is told. */
public final class StudioWorld implements AutoCloseable {

  public static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  public static final String KEY_A = "a:" + "A".repeat(43) + "=";
  public static final String KEY_B = "b:" + "B".repeat(42) + "A=";

  public final SettableClock clock = new SettableClock(NOON);
  public final TestFoundation stores;
  public final StudioSettings settings;
  public final Accounts accounts;
  public final Posts posts;
  public final Runs runs;

  public StudioWorld(Map<String, String> changes) {
    this(changes, clock -> clock);
  }

  /**
   * @param seen what the process sees of the clock
   */
  public StudioWorld(Map<String, String> changes, UnaryOperator<WorldClock> seen) {
    Map<String, String> all = new HashMap<>();
    all.put("TIDEMARK_STUDIO_ENCRYPTION_KEYS", KEY_A);
    all.put("TIDEMARK_STUDIO_BATCH_DELAY", "0s");
    all.putAll(changes);
    stores = TestFoundation.lay(seen.apply(clock), all);
    settings = stores.app().settings().studio();
    accounts = new Accounts(stores.pool(), new TokenSeal(settings.encryptionKeys()));
    posts = new Posts(stores.pool());
    runs = new Runs(stores.pool(), clock, settings);
  }

  public void workspace(String id) {
    await(new Workspaces(stores.pool()).add(id, id, clock.instant()));
  }

  public long account(String workspace, StudioPlatform platform, String externalId) {
    return await(
            accounts.add(
                workspace,
                platform,
                externalId,
                new Tokens("token-of-" + externalId, null, null, null),
                clock.instant()))
        .map(Account::id)
        .orElseThrow();
  }

  /** A post of the given age; its external id is the platform's. */
  public void post(String workspace, long account, String externalId, Duration age) {
    var post = new NewPost(account, externalId, null, null, null, clock.instant().minus(age));
    await(posts.importPosts(workspace, Map.of(0, post), clock.instant()));
  }

  /** Posts of the account, one an hour old, one two hours and so on. */
  public void posts(String workspace, long account, String prefix, int count) {
    for (int hours = 1; hours <= count; hours++) {
      post(workspace, account, prefix + (hours - 1), Duration.ofHours(hours));
    }
  }

  public long snapshots() {
    return stores.number("select count(*) from studio_social_post_metrics");
  }

  public JobWorker pass(StudioSource... sources) {
    return MetricsRefreshJob.worker(stores.app(), List.of(sources));
  }

  public long start(String workspace) {
    return ((StartResult.Started) await(runs.start("manual", workspace, false))).run();
  }

  public Run run(long id) {
    return await(runs.find(id)).orElseThrow();
  }

  /** Starts a run for all and lets it do what it can at once. */
  public Run refresh(StudioSource... sources) {
    long id = start(null);
    pass(sources).runOnce();
    return run(id);
  }

  @Override
  public void close() {
    stores.close();
  }
}

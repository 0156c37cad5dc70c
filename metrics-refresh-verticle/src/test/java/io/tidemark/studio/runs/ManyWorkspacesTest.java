package io.tidemark.studio.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ObservedSource;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run over many workspaces holds at a time is bounded by settings, not by what there is. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class ManyWorkspacesTest {

  /** Counts the posts that it has in hand, altogether and of each account. */
  private static final class CountingSource extends ObservedSource {

    private final Vertx vertx;
    private final Map<Long, Integer> held = new HashMap<>();

    /** Nobody is answered before: that there may be three is not left to chance. */
    private final Promise<Void> threeAtOnce = Promise.promise();

    private int mostAccounts;
    private int mostPosts;
    private boolean oneAccountTwice;

    CountingSource(Vertx vertx) {
      super(new ScriptedSource(StudioPlatform.FACEBOOK, 50), answer -> Future.succeededFuture());
      this.vertx = vertx;
    }

    @Override
    public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
        Account account, List<PostRef> posts) {
      took(account.id(), posts.size());
      return threeAtOnce
          .future()
          .compose(three -> vertx.timer(1, TimeUnit.MILLISECONDS))
          .compose(waited -> super.read(account, posts))
          .onComplete(answered -> gave(account.id()));
    }

    private synchronized void took(long account, int posts) {
      oneAccountTwice |= held.put(account, posts) != null;
      mostAccounts = Math.max(mostAccounts, held.size());
      if (held.size() == 3) {
        threeAtOnce.tryComplete();
      }
      mostPosts = Math.max(mostPosts, held.values().stream().mapToInt(Integer::intValue).sum());
    }

    private synchronized void gave(long account) {
      held.remove(account);
    }
  }

  @Test
  @Timeout(120)
  void fiftyWorkspacesWithTenThousandPostsAreReadWithAHandfulInHand() {
    try (var world = new StudioWorld(Map.of("TIDEMARK_STUDIO_ACCOUNTS_AT_ONCE", "3"))) {
      for (int i = 0; i < 50; i++) {
        world.workspace("w" + i);
        world.account("w" + i, StudioPlatform.FACEBOOK, "page" + i);
      }
      world.stores.sql(
          """
          insert into studio_social_posts (workspace_id, account_id, external_post_id, posted_at,
            created_at)
          select workspace_id, id, 'p' || n, '2026-03-10T10:00Z', now()
          from studio_accounts, generate_series(1, 200) n
          """);
      var source = new CountingSource(world.stores.vertx());

      Run run = world.refresh(source);

      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(Coverage.of(run.items()))
          .isEqualTo(
              new Coverage(10_000, 10_000, 0, 0, Map.of(), 0, 0, Map.of("fixed classes", 50)));
      assertThat(source.mostAccounts).isEqualTo(3);
      assertThat(source.mostPosts).isBetween(11, 30);
      assertThat(source.oneAccountTwice).isFalse();
      assertThat(source.held).isEmpty();
    }
  }
}

package io.tidemark.gateway.console;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;

import com.microsoft.playwright.Page;
import io.tidemark.gateway.AuditedDays;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.tidemark.simulator.tweets.SimulatedTweet;
import java.util.List;
import java.util.Map;

/** A gateway with something to show in every view, on a clock that stands still. */
final class ConsoleWorld implements AutoCloseable {

  private final TrackedGateway gateway = TrackedGateway.begin(Map.of());
  final GatewayWorld world = gateway.world;
  final SimulatedTweet tweet;
  final long account;
  final long post;

  ConsoleWorld() {
    world.zone("brand");
    world.zone("rivals");
    world.zone("nobodys");
    world.workspace("nobodys");
    tweet = world.tracker.post(growing(40));
    world.deliver("brand", List.of(tweet));
    world.deliver("brand", world.tracker.post(6, dead()));
    world.deliver("brand", world.tracker.post(3, growing(3)));
    for (int hour = 0; hour < 3; hour++) {
      world.hourPasses();
    }
    world.webhook().send(world.tracker.body("nobody-mapped-it", world.tracker.post(2, dead())));
    world.workspace("brand-studio");
    account = world.account("brand-studio", "instagram", "the-brand");
    post = world.studioPost("brand-studio", account, "1001");
    long tired = world.account("brand-studio", "tiktok", "the-brand-on-tiktok");
    world.stores.sql(
        """
        update studio_accounts
        set status = 'needs_reconnect', status_reason = 'The token was revoked.'
        where id = %d
        """
            .formatted(tired));
    world.stores.sql(
        """
        insert into studio_social_post_metrics (
          social_post_id, captured_at, reach, views, likes, comments, shares, saves)
        select %d, now.at - step * interval '6 hours', 9000 - step * 900, 15000 - step * 1500,
          420 - step * 40, 31 - step * 3, 12 - step, 8
        from (select timestamptz '%s' as at) now, generate_series(0, 8) as step
        """
            .formatted(post, world.clock.instant()));
    world.stores.sql(
        """
        update studio_social_posts
        set failed_runs = 3, last_error = 'The platform says it is not there.',
          last_error_at = '%s', caption = 'Spring collection'
        where id = %d
        """
            .formatted(world.clock.instant(), post));
    world.stores.sql(
        """
        insert into studio_runs (trigger, workspace_id, status, started_at, finished_at)
        values ('manual', 'brand-studio', 'completed', '%1$s', '%1$s')
        """
            .formatted(world.clock.instant()));
    world.stores.sql(
        """
        insert into dao_sync_logs (dao_slug, level, message, at)
        values ('nouns', 'warn', 'The timeline was cut short: 429', '%s')
        """
            .formatted(world.clock.instant()));
    AuditedDays.store(world, "brand", 7);
  }

  /** The address of a view, which logs in with a key. */
  private String address(String path) {
    return "http://127.0.0.1:" + world.api.gateway().port() + "/" + path;
  }

  /** Logs in as the demo does, by the address. */
  void logIn(Page page, String key) {
    page.navigate(address("#key=" + key));
    page.locator("h1").first().waitFor();
  }

  void go(Page page, String view) {
    page.navigate(address("#/" + view));
  }

  void goWithoutKey(Page page) {
    page.navigate(address(""));
  }

  @Override
  public void close() {
    gateway.close();
  }
}

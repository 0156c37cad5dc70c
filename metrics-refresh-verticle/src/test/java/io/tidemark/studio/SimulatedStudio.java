package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.tidemark.studio.accounts.Account;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.posts.NewPost;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The platforms on the clock of a studio world that asks them over HTTP. */
public final class SimulatedStudio implements AutoCloseable {

  public final StudioWorld world;
  public final PlatformSimulator simulator;

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(StudioWorld.NOON);
  private final Map<String, String> settings;

  public SimulatedStudio(Map<String, String> changes) {
    simulator = await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    settings = new HashMap<>(at(simulator.baseUrl()));
    settings.putAll(changes);
    world = new StudioWorld(settings);
  }

  /** Settings that send everything there. */
  public static Map<String, String> at(String address) {
    return Map.of(
        "TIDEMARK_INSTAGRAM_BASE_URL", address,
        "TIDEMARK_FACEBOOK_BASE_URL", address,
        "TIDEMARK_TIKTOK_BASE_URL", address,
        "TIDEMARK_TIKTOK_CLIENT_KEY", "demo-key",
        "TIDEMARK_TIKTOK_CLIENT_SECRET", "demo-key");
  }

  /** Another process on the same stores. */
  public TestFoundation anotherPod() {
    Map<String, String> all = new HashMap<>(settings);
    all.put("TIDEMARK_STUDIO_ENCRYPTION_KEYS", StudioWorld.KEY_A);
    all.put("TIDEMARK_STUDIO_BATCH_DELAY", "0s");
    return TestFoundation.on(world.stores.postgresUrl(), world.clock, all);
  }

  public void advance(Duration by) {
    clock.advance(by);
    world.clock.advance(by);
  }

  /** Connects an account there and here. */
  public long connect(String workspace, AccountDraft draft) {
    StudioAccount account = simulator.studio().connect(draft);
    return await(
            world.accounts.add(
                workspace,
                StudioPlatform.valueOf(account.platform().label().toUpperCase(Locale.ROOT)),
                account.externalId(),
                new Tokens(
                    account.accessToken(), account.accessExpiresAt(), account.refreshToken(), null),
                world.clock.instant()))
        .map(Account::id)
        .orElseThrow();
  }

  /** Publishes posts there, an hour old, and brings them in here. */
  public List<String> publish(String workspace, long account, String externalId, int count) {
    List<StudioPost> posts =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    simulator
                        .studio()
                        .publish(
                            PostDraft.of(externalId)
                                .at(world.clock.instant().minus(Duration.ofHours(1)))))
            .toList();
    Map<Integer, NewPost> imported = new HashMap<>();
    for (StudioPost post : posts) {
      imported.put(
          imported.size(),
          new NewPost(
              account,
              post.externalId(),
              post.mediaType() == null ? null : post.mediaType().name(),
              null,
              null,
              post.createdAt()));
    }
    await(world.posts.importPosts(workspace, imported, world.clock.instant()));
    return posts.stream().map(StudioPost::externalId).toList();
  }

  @Override
  public void close() {
    world.close();
    await(simulator.stop());
    await(vertx.close());
  }
}

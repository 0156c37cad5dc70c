package io.tidemark.studio.instagram;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.studio.graph.GraphWorld;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A Graph API, and for each test an account that no other has used. The classes share the place of
 * their world, so they run one after the other.
 */
@ResourceLock("InstagramFixture")
abstract class InstagramFixture {

  static final String SAFE = "reach,saved,likes,comments,shares,total_interactions,views";

  static GraphWorld world;

  Account account;
  StudioSource instagram;

  @BeforeAll
  static void lay() {
    world = new GraphWorld(Map.of());
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void begin() {
    world.begin();
    account = world.account();
    instagram = world.instagram();
  }

  CallOutcome<Map<Long, PostOutcome<Metrics>>> read(List<PostRef> posts) {
    return await(instagram.read(account, posts));
  }

  Map<Long, PostOutcome<Metrics>> answered(List<PostRef> posts) {
    return GraphWorld.answered(read(posts));
  }
}

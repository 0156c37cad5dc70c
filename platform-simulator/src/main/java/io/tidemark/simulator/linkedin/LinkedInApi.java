package io.tidemark.simulator.linkedin;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.door.Door;
import io.vertx.ext.web.Router;

/** The route of RapidAPI's {@code fresh-linkedin-profile-data}. */
public final class LinkedInApi {

  static final String POSTS = "/get-profile-posts";

  private final Door door;
  private final LinkedInDoor keeper;
  private final PostsEndpoint posts;

  public LinkedInApi(Door door, LinkedIn world, WorldClock clock, String key) {
    this.door = door;
    this.keeper = new LinkedInDoor(world, clock, key);
    this.posts = new PostsEndpoint(world, keeper);
  }

  public void mount(Router router) {
    router.get(POSTS).handler(door.before(keeper, POSTS, posts::posts));
  }
}

package io.tidemark.simulator.x;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Door;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.ext.web.Router;
import java.util.function.Function;

/** The routes of X API v2. */
public final class XApi {

  static final String TWEETS = "/2/tweets";
  static final String USER_BY_NAME = "/2/users/by/username/:username";
  static final String USERS_BY = "/2/users/by";
  static final String USER_TWEETS = "/2/users/:id/tweets";
  static final String USAGE = "/2/usage/tweets";

  private final Door door;
  private final XDoor keeper;
  private final TweetLookup tweets;
  private final UserTimeline timeline;
  private final UserLookup users;
  private final Usage usage;

  public XApi(Door door, SimulatedTweets world, Meter meter, String bearerToken) {
    this.door = door;
    this.keeper = new XDoor(bearerToken);
    this.tweets = new TweetLookup(world);
    this.timeline = new UserTimeline(world);
    this.users = new UserLookup(world.authors());
    this.usage = new Usage(meter);
  }

  public void mount(Router router) {
    get(router, TWEETS, tweets::byIds);
    get(router, USER_BY_NAME, users::byName);
    get(router, USERS_BY, users::byNames);
    get(router, USER_TWEETS, timeline::of);
    get(router, USAGE, usage::of);
    // A path X does not know is answered by the web server before it: HTML.
    router.route("/2/*").handler(door.before(keeper, "/2/*", visit -> keeper.refuse(404, visit)));
  }

  private void get(Router router, String path, Function<Visit, Answer> endpoint) {
    router.get(path).handler(door.before(keeper, path, endpoint));
  }
}

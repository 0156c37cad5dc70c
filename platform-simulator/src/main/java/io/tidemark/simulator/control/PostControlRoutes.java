package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.studio.PostState;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Control routes for studio posts: publish, read, delete, change state. */
final class PostControlRoutes extends ObjectRoutes<StudioPost> {

  /** The body of {@code POST /simulator/studio/posts/:id/state}. */
  record NewState(@Nullable PostState state) {}

  private final Studio studio;
  private final WorldClock clock;

  PostControlRoutes(Studio studio, WorldClock clock) {
    super(clock, "post", "id");
    this.studio = studio;
    this.clock = clock;
  }

  ControlResponse publish(RoutingContext http) {
    NewPosts wanted = StrictJson.read(http.body().asString(), NewPosts.class);
    Instant now = clock.instant();
    return ControlResponse.created(
        "posts", wanted.count(), NewPosts.MOST, () -> view(studio.publish(wanted.draft(now)), now));
  }

  /** Lists all posts, or those of one {@code account}, in order of publication. */
  ControlResponse list(RoutingContext http) {
    String account = http.request().getParam("account");
    Instant now = clock.instant();
    return new ControlResponse(
        200,
        Map.of(
            "posts",
            studio.posts().stream()
                .filter(post -> account == null || post.account().equals(account))
                .map(post -> view(post, now))
                .toList()));
  }

  ControlResponse delete(RoutingContext http) {
    return change(http, post -> studio.delete(post.externalId()));
  }

  ControlResponse turn(RoutingContext http) {
    PostState state =
        InvalidFieldException.required(
            "state", StrictJson.read(http.body().asString(), NewState.class).state());
    return change(http, post -> studio.turn(post.externalId(), state));
  }

  @Override
  Optional<StudioPost> find(String id) {
    return studio.find(id);
  }

  @Override
  Map<String, Object> view(StudioPost post, Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("platform", post.platform());
    view.put("externalId", post.externalId());
    view.put("account", post.account());
    view.put("caption", post.caption());
    if (post.mediaType() != null) {
      view.put("mediaType", post.mediaType());
    }
    view.put("mediaProductType", post.mediaProductType());
    view.put("createdAt", post.createdAt());
    view.put("state", studio.state(post));
    view.put("growth", post.growth().kind());
    view.put("countersAt", now);
    view.put("counters", post.countersAt(now));
    return view;
  }
}

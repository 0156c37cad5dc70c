package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.linkedin.HookKind;
import io.tidemark.simulator.linkedin.Language;
import io.tidemark.simulator.linkedin.LinkedIn;
import io.tidemark.simulator.linkedin.LinkedInAuthor;
import io.tidemark.simulator.linkedin.LinkedInDraft;
import io.tidemark.simulator.linkedin.LinkedInPost;
import io.tidemark.simulator.linkedin.PostMedia;
import io.tidemark.simulator.linkedin.WritingStyle;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Control routes for LinkedIn authors and posts; responses include the true hook of a post. */
final class LinkedInControlRoutes extends ObjectRoutes<LinkedInPost> {

  private static final int MOST = 1_000;

  /** The body of {@code POST /simulator/linkedin/authors}. */
  record NewAuthor(
      @Nullable String publicId, @Nullable Language language, @Nullable WritingStyle style) {}

  /**
   * The body of {@code POST /simulator/linkedin/posts}. Absent fields are generated, except the
   * author.
   *
   * @param count number of posts to create; 1 when absent
   * @param age age at the time of the request, instead of {@code createdAt}
   */
  record NewPosts(
      @Nullable Integer count,
      @Nullable String author,
      @Nullable String text,
      @Nullable HookKind hook,
      @Nullable Instant createdAt,
      @Nullable Duration age,
      NewTweets.@Nullable NewGrowth growth,
      @Nullable String reshareOf,
      @Nullable PostMedia media) {

    LinkedInDraft draft(Instant now) {
      return new LinkedInDraft(
          InvalidFieldException.required("author", author),
          text,
          hook,
          NewTweets.created(createdAt, age, now),
          growth == null ? null : growth.growth(),
          reshareOf,
          media == null ? PostMedia.NONE : media);
    }
  }

  private final LinkedIn world;
  private final WorldClock clock;

  LinkedInControlRoutes(LinkedIn world, WorldClock clock) {
    super(clock, "post", "urn");
    this.world = world;
    this.clock = clock;
  }

  ControlResponse authors() {
    return new ControlResponse(
        200, Map.of("authors", world.authors().stream().map(LinkedInControlRoutes::view).toList()));
  }

  ControlResponse createAuthor(RoutingContext http) {
    NewAuthor wanted = StrictJson.read(http.body().asString(), NewAuthor.class);
    return new ControlResponse(
        201,
        view(
            world.author(
                InvalidFieldException.required("publicId", wanted.publicId()),
                Objects.requireNonNullElse(wanted.language(), Language.ENGLISH),
                Objects.requireNonNullElse(wanted.style(), WritingStyle.PLAIN))));
  }

  ControlResponse publish(RoutingContext http) {
    NewPosts wanted = StrictJson.read(http.body().asString(), NewPosts.class);
    Instant now = clock.instant();
    return ControlResponse.created(
        "posts", wanted.count(), MOST, () -> view(world.publish(wanted.draft(now)), now));
  }

  /** Lists the visible posts of one {@code author}, newest first. */
  ControlResponse posts(RoutingContext http) {
    String id = http.request().getParam("author", "");
    Instant now = clock.instant();
    return world
        .find(id)
        .map(world::shown)
        .map(posts -> posts.stream().map(post -> view(post, now)).toList())
        .map(posts -> new ControlResponse(200, Map.of("posts", posts)))
        .orElseGet(() -> ControlResponse.notFound("there is no simulated author " + id));
  }

  ControlResponse delete(RoutingContext http) {
    return change(http, post -> world.delete(post.urn()));
  }

  @Override
  Optional<LinkedInPost> find(String urn) {
    return world.post(urn);
  }

  private static Map<String, Object> view(LinkedInAuthor author) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("publicId", author.publicId());
    view.put("url", author.url());
    view.put("name", author.firstName() + " " + author.lastName());
    view.put("headline", author.headline());
    view.put("language", author.language());
    view.put("style", author.style());
    return view;
  }

  @Override
  Map<String, Object> view(LinkedInPost post, Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("urn", post.urn());
    view.put("author", post.author());
    view.put("text", post.text());
    view.put("hook", post.hook());
    view.put("createdAt", post.createdAt());
    view.put("reshared", post.isReshare());
    view.put("media", post.media());
    view.put("deleted", world.isDeleted(post));
    view.put("countersAt", now);
    view.put("counters", post.countersAt(now));
    return view;
  }
}

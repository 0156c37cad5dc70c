package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** {@code GET /get-profile-posts}. Comments and reactions are not simulated. */
final class PostsEndpoint {

  private final LinkedIn world;
  private final LinkedInPolicy policy;

  PostsEndpoint(LinkedIn world, LinkedInPolicy policy) {
    this.world = world;
    this.policy = policy;
  }

  PlatformResponse posts(PlatformRequest request) {
    if (LinkedInPolicy.publicId(request.query("linkedin_url")).isEmpty()) {
      return LinkedInPolicy.message(400, "linkedin_url must be the address of a profile");
    }
    String type = request.query("type");
    if (!List.of("", "posts", "comments", "reactions").contains(type)) {
      return LinkedInPolicy.message(400, "type must be posts, comments or reactions");
    }
    Optional<LinkedInAuthor> author = policy.author(request);
    Set<String> failing = request.faults().authors().failingUsers();
    if (author.filter(known -> failing.contains(known.publicId())).isPresent()) {
      return policy.refuse(500, request);
    }
    // A missing profile looks like a failed scrape.
    List<LinkedInPost> found =
        author
            .filter(
                known -> !request.faults().authors().protectedUsers().contains(known.publicId()))
            .filter(known -> type.isEmpty() || type.equals("posts"))
            .map(world::shown)
            .orElse(List.of());
    return page(LinkedInPostPage.of(found, request), request);
  }

  private PlatformResponse page(LinkedInPostPage page, PlatformRequest request) {
    List<LinkedInPost> shown =
        page.posts().stream().filter(post -> !FaultyContent.omitted(post.urn(), request)).toList();
    JsonArray data = new JsonArray();
    shown.forEach(post -> data.add(shape(post, request)));
    JsonObject paging = new JsonObject().put("count", data.size()).put("start", page.start());
    JsonObject body = new JsonObject().put("data", data).put("message", "ok").put("paging", paging);
    (request.faults().linkedIn().linkedInTokenAtRoot() ? body : paging)
        .put("pagination_token", Objects.requireNonNullElse(page.next(), ""));
    return PlatformResponse.ok(body).carrying(shown.stream().map(LinkedInPost::urn).toList());
  }

  private JsonObject shape(LinkedInPost post, PlatformRequest request) {
    LinkedInAuthor poster = world.author(Objects.requireNonNullElse(post.writer(), post.author()));
    return LinkedInPostJson.of(
        post,
        poster,
        FaultyContent.of(post.urn(), post.countersAt(request.now()), request),
        request.now(),
        request.random().call());
  }
}

package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Readings;
import io.tidemark.simulator.door.Visit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET /get-profile-posts}. Comments and reactions are not simulated: there are none. */
final class PostsEndpoint {

  private static final Pattern PROFILE =
      Pattern.compile(
          "(?i)(?:https?://)?(?:[a-z]{2,3}\\.)?linkedin\\.com/in/([^/?#]+)/?(?:[?#].*)?");

  private final LinkedIn world;
  private final LinkedInDoor door;

  PostsEndpoint(LinkedIn world, LinkedInDoor door) {
    this.world = world;
    this.door = door;
  }

  /** Empty when it is no address of a profile. */
  static Optional<String> publicId(String linkedInUrl) {
    Matcher matcher = PROFILE.matcher(linkedInUrl);
    return matcher.matches()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  Answer posts(Visit visit) {
    if (publicId(visit.query("linkedin_url")).isEmpty()) {
      return LinkedInDoor.message(400, "linkedin_url must be the address of a profile");
    }
    String type = visit.query("type");
    if (!List.of("", "posts", "comments", "reactions").contains(type)) {
      return LinkedInDoor.message(400, "type must be posts, comments or reactions");
    }
    Optional<LinkedInAuthor> author = door.author(visit);
    Set<String> failing = visit.faults().authors().failingUsers();
    if (author.filter(known -> failing.contains(known.publicId())).isPresent()) {
      return door.refuse(500, visit);
    }
    // A profile that is not there looks like one that was scraped in vain.
    List<LinkedInPost> found =
        author
            .filter(known -> !visit.faults().authors().protectedUsers().contains(known.publicId()))
            .filter(known -> type.isEmpty() || type.equals("posts"))
            .map(world::shown)
            .orElse(List.of());
    return page(PostPage.of(found, visit), visit);
  }

  private Answer page(PostPage page, Visit visit) {
    List<LinkedInPost> shown =
        page.posts().stream().filter(post -> !Readings.omitted(post.urn(), visit)).toList();
    JsonArray data = new JsonArray();
    shown.forEach(post -> data.add(shape(post, visit)));
    JsonObject paging = new JsonObject().put("count", data.size()).put("start", page.start());
    JsonObject body = new JsonObject().put("data", data).put("message", "ok").put("paging", paging);
    (visit.faults().linkedIn().linkedInTokenAtRoot() ? body : paging)
        .put("pagination_token", Objects.requireNonNullElse(page.next(), ""));
    return Answer.ok(body).carrying(shown.stream().map(LinkedInPost::urn).toList());
  }

  private JsonObject shape(LinkedInPost post, Visit visit) {
    LinkedInAuthor poster = world.author(Objects.requireNonNullElse(post.writer(), post.author()));
    return PostShape.of(
        post,
        poster,
        Readings.of(post.urn(), post.countersAt(visit.now()), visit),
        visit.now(),
        visit.dice().call());
  }
}

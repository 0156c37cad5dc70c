package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.Authors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code GET /2/users/by/username/:username} and {@code GET /2/users/by?usernames=}. */
final class UserLookup {

  private static final String USER_NAME = "[A-Za-z0-9_]{1,15}";
  private static final Set<String> FIELDS =
      Set.of(
          ("created_at description entities id location name pinned_tweet_id profile_image_url"
                  + " protected public_metrics url username verified verified_type withheld")
              .split(" "));

  private final Authors authors;

  UserLookup(Authors authors) {
    this.authors = authors;
  }

  PlatformResponse byName(PlatformRequest request) {
    XParameters parameters = XParameters.of(request, Set.of());
    String name = request.http().pathParam("username");
    if (!name.matches(USER_NAME)) {
      parameters.error("username", name, XParameters.mismatch("username", name, USER_NAME));
    }
    Set<String> fields = parameters.fields("user.fields", FIELDS);
    return parameters
        .refusal()
        .orElseGet(
            () -> {
              Optional<Author> author = authors.withUserName(name);
              JsonObject body = new JsonObject();
              if (request.faults().authors().suspendedUsers().contains(name)) {
                return PlatformResponse.ok(
                    body.put(
                        "errors", JsonArray.of(XProblems.suspended(request, "username", name))));
              }
              return PlatformResponse.ok(
                  author.isPresent()
                      ? body.put("data", shape(author.get(), fields, request))
                      : body.put(
                          "errors",
                          JsonArray.of(XProblems.notFound(request, "user", "username", name))));
            });
  }

  PlatformResponse byNames(PlatformRequest request) {
    XParameters parameters = XParameters.of(request, Set.of("usernames"));
    List<String> names = parameters.list("usernames", USER_NAME);
    Set<String> fields = parameters.fields("user.fields", FIELDS);
    return parameters.refusal().orElseGet(() -> found(names, fields, request));
  }

  private PlatformResponse found(List<String> names, Set<String> fields, PlatformRequest request) {
    JsonArray data = new JsonArray();
    JsonArray errors = new JsonArray();
    for (String name : names) {
      if (request.faults().authors().suspendedUsers().contains(name)) {
        errors.add(XProblems.suspended(request, "usernames", name));
        continue;
      }
      authors
          .withUserName(name)
          .ifPresentOrElse(
              author -> data.add(shape(author, fields, request)),
              () -> errors.add(XProblems.notFound(request, "user", "usernames", name)));
    }
    JsonObject body = new JsonObject();
    if (!data.isEmpty()) {
      body.put("data", data);
    }
    return PlatformResponse.ok(errors.isEmpty() ? body : body.put("errors", errors));
  }

  private static JsonObject shape(Author author, Set<String> fields, PlatformRequest request) {
    JsonObject json =
        new JsonObject()
            .put("id", author.id())
            .put("name", author.name())
            .put("username", author.userName());
    if (fields.contains("created_at")) {
      json.put("created_at", XTweetJson.time(author.createdAt()));
    }
    if (fields.contains("description")) {
      json.put("description", author.bio());
    }
    if (fields.contains("protected")) {
      json.put("protected", false);
    }
    if (fields.contains("verified")) {
      json.put("verified", author.blueVerified());
    }
    if (fields.contains("public_metrics")) {
      json.put(
          "public_metrics",
          new JsonObject()
              .put("followers_count", author.followers())
              .put("following_count", author.following())
              .put(request.faults().x().xDialect().postsOfUser(), author.following() * 11)
              .put("listed_count", author.followers() / 100));
    }
    return json;
  }
}

package io.tidemark.gateway.profiles;

import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.profiles.authors.NewProfile;
import io.tidemark.profiles.authors.Profile;
import io.tidemark.profiles.authors.ProfileChange;
import io.tidemark.profiles.authors.Profiles;
import io.tidemark.profiles.authors.SyncFigures;
import io.tidemark.profiles.posts.AuthorPosts;
import io.tidemark.profiles.style.Styles;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import java.util.function.LongFunction;

/** {@code /api/profiles}: all may read one without a workspace; changing it needs access to all. */
public final class ProfileRoutes {

  private final Pool pool;
  private final Profiles profiles;
  private final Workspaces workspaces;
  private final WorldClock clock;

  public ProfileRoutes(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.profiles = new Profiles(pool);
    this.workspaces = new Workspaces(pool);
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long after = Paging.number(Paging.cursor(request));
    ApiJson.respond(
        request,
        profiles
            .after(after, limit, Callers.of(request).workspaces())
            .map(
                page ->
                    Paging.page("profiles", page, limit, profile -> Long.toString(profile.id()))));
  }

  public void create(RoutingContext request) {
    JsonObject body = Parameters.body(request);
    String workspace = body.getString("workspace_id");
    Callers.mustSee(request, workspace);
    var profile =
        new NewProfile(
            workspace,
            body.getString("full_name"),
            body.getString("linkedin_id"),
            body.getString("linkedin_url"),
            body.getString("type", NewProfile.INFLUENCER),
            body.getBoolean("sync_enabled", true),
            body.getInteger("sync_priority", 2));
    ApiJson.respond(
        request,
        201,
        (workspace == null ? Future.succeededFuture(true) : workspaces.exists(workspace))
            .compose(
                exists ->
                    exists
                        ? profiles.add(profile, clock.instant())
                        : Future.failedFuture(Callers.noWorkspace(workspace)))
            .map(added -> added.orElseThrow(ProfileRoutes::taken))
            .compose(profiles::find)
            .map(Optional::orElseThrow));
  }

  private static Problem taken() {
    return Problem.of(Type.CONFLICT, "Another profile there has that linkedin_id.");
  }

  public void read(RoutingContext request) {
    ApiJson.respond(request, seen(request, id(request)));
  }

  public void change(RoutingContext request) {
    long id = id(request);
    JsonObject body = Parameters.body(request);
    var change =
        new ProfileChange(
            body.getString("full_name"),
            body.getString("linkedin_id"),
            body.getString("linkedin_url"),
            body.getString("type"),
            body.getBoolean("sync_enabled"),
            body.getInteger("sync_priority"));
    ApiJson.respond(
        request,
        own(request, id)
            .compose(profile -> profiles.change(id, change, clock.instant()))
            .compose(changed -> changed ? profiles.find(id) : Future.failedFuture(taken()))
            .map(Optional::orElseThrow));
  }

  public void remove(RoutingContext request) {
    long id = id(request);
    ApiJson.respondEmpty(request, own(request, id).compose(profile -> profiles.remove(id)));
  }

  public void reset(RoutingContext request) {
    then(request, profiles::reset);
  }

  public void resync(RoutingContext request) {
    then(request, profiles::resync);
  }

  private void then(RoutingContext request, LongFunction<Future<Boolean>> work) {
    long id = id(request);
    ApiJson.respond(
        request,
        own(request, id)
            .compose(profile -> work.apply(id))
            .compose(done -> profiles.find(id))
            .map(profile -> profile.orElseThrow(() -> noProfile(id))));
  }

  public void posts(RoutingContext request) {
    long id = id(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long before = Paging.number(Paging.cursor(request));
    ApiJson.respond(
        request,
        seen(request, id)
            .compose(
                profile ->
                    AuthorPosts.before(pool, id, before == 0 ? Long.MAX_VALUE : before, limit))
            .map(page -> Paging.page("posts", page, limit, post -> Long.toString(post.id()))));
  }

  /** The figures of the collection of posts. */
  public void stats(RoutingContext request) {
    ApiJson.respond(
        request, SyncFigures.read(pool, Callers.of(request).workspaces(), clock.instant()));
  }

  public void style(RoutingContext request) {
    long id = id(request);
    ApiJson.respond(
        request,
        seen(request, id)
            .compose(profile -> Styles.find(pool, id))
            .map(known -> known.orElse(new Styles.StoredStyle(null, null))));
  }

  private static long id(RoutingContext request) {
    return Parameters.id(request, "profileId");
  }

  /** A profile of another tenant's workspace is answered as if it did not exist. */
  private Future<Profile> seen(RoutingContext request, long id) {
    Tenants own = Callers.of(request).workspaces();
    return profiles
        .find(id)
        .map(
            profile ->
                profile
                    .filter(one -> one.workspace() == null || own.contains(one.workspace()))
                    .orElseThrow(() -> noProfile(id)));
  }

  private Future<Profile> own(RoutingContext request, long id) {
    return seen(request, id)
        .map(
            profile -> {
              if (profile.workspace() == null) {
                Callers.mustSeeAllWorkspaces(request);
              }
              return profile;
            });
  }

  private static Problem noProfile(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no profile %d.".formatted(id));
  }
}

package io.tidemark.gateway.runs;

import io.tidemark.access.Tenants;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts, follows and reads the runs of one kind. A kind reads its requests and writes its answers
 * in the forms of its first version. The gateway itself inserts a run, so a start requires only the
 * database. A waiting caller is answered from the run's row, whichever process works on the run.
 *
 * @param <R> a run of the kind
 */
public abstract class RunRoutes<R> {

  /** A waiting caller is answered after this time at most; the run continues. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final String noun;
  private final String idField;
  private final String path;

  /**
   * @param noun of one run, lower case
   * @param idField the field of answers that carries its id
   * @param path that a run is read at, before its id
   */
  protected RunRoutes(String noun, String idField, String path) {
    this.noun = noun;
    this.idField = idField;
    this.path = path;
  }

  /**
   * @throws Problem when the caller may see no run of the kind
   */
  protected void mustSee(RoutingContext request) {}

  /**
   * Reads the request and starts a run.
   *
   * @return fails with a {@link Problem} when the caller may not start it
   */
  protected abstract Future<StartResult> started(RoutingContext request);

  /** Whether the answer is sent when the run has ended or waits, rather than at once. */
  protected abstract boolean waits(RoutingContext request);

  /**
   * @return empty when there is none, or it was deleted after its retention
   */
  protected abstract Future<Optional<R>> find(long id);

  protected abstract RunState state(R run);

  /** Whether a start is answered 200 rather than 202. */
  protected boolean isDone(R run, boolean waited) {
    return !state(run).isUnfinished();
  }

  /** The answer to a start, whether the run is unfinished or has ended. */
  protected abstract Future<JsonObject> answer(R run);

  /** The answer to a read. */
  protected abstract Future<JsonObject> details(R run);

  public void start(RoutingContext request) {
    mustSee(request);
    boolean waits = waits(request);
    started(request)
        .map(this::id)
        .compose(id -> follow(request, id, waits))
        .compose(run -> answer(request, run, waits))
        .onFailure(request::fail);
  }

  private long id(StartResult result) {
    return switch (result) {
      case StartResult.Started started -> started.run();
      case StartResult.UnderWay other -> throw underWay(other.run());
      case StartResult.NoWorkspace none -> throw Callers.noWorkspace(none.workspace());
      case StartResult.Paused paused ->
          throw Problem.of(
              Type.CONFLICT,
              "The workspace %s is paused; nothing runs for it before it is active again."
                  .formatted(paused.workspace()));
      case StartResult.NothingToDo nothing ->
          throw Problem.of(
              Type.CONFLICT, "There is nothing to do: %s.".formatted(nothing.reason()));
    };
  }

  private Problem underWay(long run) {
    return Problem.of(
        Type.CONFLICT,
        "%s %d has not ended and covers the same; %s%d follows it."
            .formatted(
                noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1), run, path, run),
        new JsonArray().add(new JsonObject().put(idField, run)));
  }

  private Future<R> follow(RoutingContext request, long id, boolean waits) {
    long until = System.nanoTime() + (waits ? MAX_WAIT.toNanos() : 0);
    return AsyncLoop.until(
        request.vertx(),
        LOOK_EVERY,
        () ->
            existing(id)
                .map(
                    run ->
                        state(run).isSettled()
                                || System.nanoTime() - until >= 0
                                || request.response().closed()
                            ? Optional.of(run)
                            : Optional.empty()));
  }

  private Future<Void> answer(RoutingContext request, R run, boolean waited) {
    request.response().setStatusCode(isDone(run, waited) ? 200 : 202);
    return answer(run).compose(request::json);
  }

  public void read(RoutingContext request) {
    mustSee(request);
    // The id is the only path parameter of the operations that read a run.
    long id = Paging.validated(request).getPathParameters().values().iterator().next().getLong();
    existing(id)
        .map(run -> seen(request, run))
        .compose(this::details)
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  private Future<R> existing(long id) {
    return find(id).map(run -> run.orElseThrow(() -> noRun(id)));
  }

  /** For a caller limited to workspaces, only runs over one of these exist. */
  private R seen(RoutingContext request, R run) {
    RunState state = state(run);
    Tenants own = Callers.of(request).workspaces();
    if (state.workspace() == null ? own.all() : own.contains(state.workspace())) {
      return run;
    }
    throw noRun(state.id());
  }

  private Problem noRun(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no %s %d.".formatted(noun, id));
  }

  /** Reads a page of runs, the latest first. */
  @FunctionalInterface
  public interface Pages {
    /**
     * @param before ids below this
     * @return each with its {@code id}
     */
    Future<List<JsonObject>> page(Tenants only, long before, int limit);
  }

  /**
   * Lists runs page by page.
   *
   * @param field the property with the list
   */
  public static Handler<RoutingContext> list(String field, Pages pages) {
    return request -> {
      int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
      String cursor = Paging.cursor(request);
      long before = cursor == null ? Long.MAX_VALUE : Paging.number(cursor);
      pages
          .page(Callers.of(request).workspaces(), before, limit)
          .onSuccess(
              page ->
                  request.json(
                      new JsonObject()
                          .put(field, new JsonArray(page))
                          .put(
                              "next_cursor",
                              Paging.next(page, limit, last -> last.getLong("id").toString()))))
          .onFailure(request::fail);
    };
  }
}

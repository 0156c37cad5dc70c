package io.tidemark.gateway.runs;

import io.tidemark.access.Tenants;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

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

  private final ProcessRegistry processes;
  private final RunEnds ends;
  private final String role;
  private final String noun;
  private final String idField;
  private final String path;

  /**
   * @param ends counts the runs that are cancelled
   * @param role of the processes that work on the runs
   * @param noun of one run, lower case
   * @param idField the field of answers that carries its id
   * @param path that a run is read at, before its id
   */
  protected RunRoutes(
      ProcessRegistry processes,
      RunEnds ends,
      String role,
      String noun,
      String idField,
      String path) {
    this.processes = processes;
    this.ends = ends;
    this.role = role;
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

  /** Cancels a run unless it has ended. */
  protected abstract Future<Void> cancel(long id);

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
  protected abstract Future<?> answer(R run);

  /** The answer to a read. */
  protected abstract Future<?> details(R run);

  /**
   * Starts a run. A caller that waits is answered when it has ended or waits, after five minutes at
   * most, and 503 at once when no live process works on such runs: the run stays queued.
   */
  public void start(RoutingContext request) {
    mustSee(request);
    boolean waits = waits(request);
    started(request)
        .map(this::id)
        .compose(
            id ->
                (waits ? follow(request, id) : existing(id))
                    .compose(run -> respond(request, run, waits))
                    .recover(problem -> Future.failedFuture(stored(id, problem))))
        .onFailure(request::fail);
  }

  private Future<Void> respond(RoutingContext request, R run, boolean waits) {
    return answer(run)
        .map(
            body -> {
              ApiJson.answer(request, isDone(run, waits) ? 200 : 202, body);
              return null;
            });
  }

  /** What failed after the run was stored names it, or the caller would start another. */
  private Throwable stored(long id, Throwable problem) {
    return DatabaseErrors.isPassing(problem)
        ? Problem.of(
            Type.UNAVAILABLE,
            "The %s %d is stored, and the database does not answer now; %s%d follows it."
                .formatted(noun, id, path, id),
            List.of(Map.of(idField, id)))
        : problem;
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
        List.of(Map.of(idField, run)));
  }

  /** Waits until the run has ended or waits itself, unless no process could work on it. */
  private Future<R> follow(RoutingContext request, long id) {
    return existing(id)
        .compose(
            run ->
                state(run).isSettled()
                    ? Future.succeededFuture(run)
                    : processes
                        .hasLive(role)
                        .compose(
                            live ->
                                live ? settled(request, id) : Future.failedFuture(noProcess(id))));
  }

  private Future<R> settled(RoutingContext request, long id) {
    long until = System.nanoTime() + MAX_WAIT.toNanos();
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

  private Problem noProcess(long id) {
    return Problem.of(
        Type.UNAVAILABLE,
        "No process of the role %s is running. The %s %d is stored and waits for one; %s%d follows it."
            .formatted(role, noun, id, path, id),
        List.of(Map.of(idField, id)));
  }

  /** Reads a run of the caller's workspaces. */
  public void read(RoutingContext request) {
    mustSee(request);
    ApiJson.respond(
        request,
        existing(Parameters.id(request)).map(run -> seen(request, run)).compose(this::details));
  }

  /** Cancels a run that has not ended; one that was cancelled before is answered as it is. */
  public void cancel(RoutingContext request) {
    mustSee(request);
    long id = Parameters.id(request);
    ApiJson.respond(
        request,
        existing(id)
            .map(run -> seen(request, run))
            .compose(
                run ->
                    cancel(id)
                        .compose(ended -> existing(id))
                        .map(now -> cancelled(now, state(run).isUnfinished())))
            .compose(this::details));
  }

  private R cancelled(R run, boolean wasUnfinished) {
    if (state(run).status() == RunStatus.CANCELLED) {
      if (wasUnfinished) {
        ends.count(RunStatus.CANCELLED);
      }
      return run;
    }
    throw Problem.of(
        Type.CONFLICT,
        "The %s %d had ended before it could be cancelled.".formatted(noun, state(run).id()));
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

  /**
   * Reads a page of runs, the latest first.
   *
   * @param <E> an entry of the list
   */
  @FunctionalInterface
  public interface Pages<E> {
    /**
     * @param before ids below this
     */
    Future<List<E>> page(Tenants only, long before, int limit);
  }

  /**
   * Lists runs page by page.
   *
   * @param field the property with the list
   * @param id of an entry
   */
  public static <E> Handler<RoutingContext> list(
      String field, ToLongFunction<E> id, Pages<E> pages) {
    return request -> {
      int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
      String cursor = Paging.cursor(request);
      long before = cursor == null ? Long.MAX_VALUE : Paging.number(cursor);
      ApiJson.respond(
          request,
          pages
              .page(Callers.of(request).workspaces(), before, limit)
              .map(
                  page ->
                      Paging.page(
                          field, page, limit, last -> Long.toString(id.applyAsLong(last)))));
    };
  }
}

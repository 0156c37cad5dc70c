package io.tidemark.gateway.runs;

import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What one kind of runs adds to {@link RunRoutes}: how a request is read, and the forms that the
 * callers of its first version know.
 *
 * @param <R> a run as it is found
 */
public interface RunKind<R> {

  /**
   * @param noun of one run, lower case
   * @param id the field that carries its id
   * @param path under which one is read
   */
  record Names(String noun, String id, String path) {}

  Names names();

  /**
   * @throws io.tidemark.gateway.problems.Problem when the caller may see no run of the kind
   */
  default void mustSee(RoutingContext request) {}

  /**
   * Reads the request and starts a run for a caller who may see the kind.
   *
   * @return fails with a {@link io.tidemark.gateway.problems.Problem} when it asks for what the
   *     caller may not have
   */
  Future<StartResult> start(RoutingContext request);

  /** Whether the caller of {@link #start} is answered when the run has ended or waits. */
  boolean waits(RoutingContext request);

  /**
   * @return empty when there is none, or its retention has passed
   */
  Future<Optional<R>> find(long id);

  RunState state(R run);

  /** Whether a start is answered 200 rather than 202. */
  default boolean isDone(R run, boolean waited) {
    return !state(run).isUnfinished();
  }

  /** The answer to a start, whether the run is unfinished or has ended. */
  Future<JsonObject> answer(R run);

  /** The run as it is read. */
  Future<JsonObject> details(R run);
}

package io.tidemark.simulator.door;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one platform behaves at its door: its key, its limits, its way to say no. */
public interface Doorkeeper {

  Platform platform();

  boolean knowsKey(HttpServerRequest request);

  /** The ids in this request's query, for the meter. */
  List<String> idsAsked(HttpServerRequest request);

  /** The limit that holds for this endpoint; absent when calls are not counted. */
  @Nullable Allowance allowance(String endpoint, Switches switches);

  /** The platform's own words for this status. */
  Answer refuse(int status, Visit visit);

  /** A refusal of the platform's own kind that is switched on; absent when there is none. */
  @Nullable Answer ownRefusal(Visit visit);

  /** Adds the headers that every answer of this platform carries. */
  Answer stamp(Answer answer, Visit visit);
}

package io.tidemark.simulator.door;

import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one platform behaves at its door: its key, its limits, its way to say no. */
public interface Doorkeeper {

  /** One host may serve two platforms. */
  Platform platform(Visit visit);

  boolean knowsKey(Visit visit);

  /** Who asks for which ids, for the meter. */
  List<Ask> asks(Visit visit);

  /** The limit that holds for this call; absent when calls are not counted. */
  @Nullable Allowance allowance(Visit visit);

  /** Real milliseconds that this platform's work takes by itself, latency not counted in. */
  default long workMillis(Visit visit) {
    return 0;
  }

  /** The platform's own words for this status. */
  Answer refuse(int status, Visit visit);

  /** A refusal of the platform's own kind that is switched on; absent when there is none. */
  @Nullable Answer ownRefusal(Visit visit);

  /** Adds the headers that every answer of this platform carries. */
  Answer stamp(Answer answer, Visit visit);
}

package io.tidemark.simulator.meter;

import java.time.Instant;
import java.util.List;

/**
 * One call as the platform saw it.
 *
 * @param at when it arrived, on the world's clock
 * @param endpoint the route, for example {@code /2/users/:id/tweets}
 * @param ids the tweets (or users) that were asked for by id
 * @param returned the tweets that were answered
 * @param status 0 when the call was never answered
 * @param credits what twitterapi.io charges for it
 */
public record Call(
    Instant at,
    Platform platform,
    String endpoint,
    List<String> ids,
    List<String> returned,
    int status,
    long credits) {

  public Call {
    ids = List.copyOf(ids);
    returned = List.copyOf(returned);
  }
}

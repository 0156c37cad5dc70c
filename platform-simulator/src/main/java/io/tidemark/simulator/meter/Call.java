package io.tidemark.simulator.meter;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One call as the platform saw it.
 *
 * @param at time of arrival on the world's clock
 * @param endpoint the route, for example {@code /2/users/:id/tweets}
 * @param requestedIds requested ids by account; more than one in a Graph batch
 * @param returned the tweets or posts in the response
 * @param status 0 when the call was never answered
 * @param credits what the platform charges: credits at twitterapi.io, tokens at OpenAI, scrapes of
 *     the monthly quota at RapidAPI
 */
public record Call(
    Instant at,
    Platform platform,
    String endpoint,
    List<RequestedIds> requestedIds,
    List<String> returned,
    int status,
    long credits) {

  public Call {
    requestedIds = List.copyOf(requestedIds);
    returned = List.copyOf(returned);
  }

  /** The posts or users requested by id. */
  public List<String> ids() {
    return requestedIds.stream().flatMap(ask -> ask.ids().stream()).toList();
  }

  /** The accounts whose tokens were used. */
  public Set<String> accounts() {
    return accountsOf(requestedIds);
  }

  static Set<String> accountsOf(List<RequestedIds> requestedIds) {
    Set<String> accounts = new TreeSet<>();
    requestedIds.stream()
        .map(RequestedIds::account)
        .filter(Objects::nonNull)
        .forEach(accounts::add);
    return accounts;
  }
}

package io.tidemark.simulator.meter;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The platforms' own record of their calls. Memory is bounded by the number of endpoints, of
 * accounts and of posts read per day, unless every call is recorded. Thread-safe.
 */
public final class Meter {

  private final Map<Platform, Map<String, EndpointTotals>> byEndpoint =
      new EnumMap<>(Platform.class);
  private final Map<Platform, EndpointTotals> byPlatform = new EnumMap<>(Platform.class);
  private final Map<String, AccountTally> byAccount = new TreeMap<>();
  private PostBilling billing = new PostBilling();
  private final List<Call> calls = new ArrayList<>();
  private boolean recording;

  /** Counts a call; called by the endpoints. */
  public synchronized void add(Call call) {
    byPlatform.put(call.platform(), totals(call.platform()).plus(call));
    EndpointTotals before = totals(call.platform(), call.endpoint());
    endpointsOf(call.platform()).put(call.endpoint(), before.plus(call));
    if (call.platform() == Platform.X) {
      billing.add(call.at(), call.returned());
    }
    call.accounts().forEach(account -> tallyOf(account).addCall());
    for (RequestedIds ask : call.requestedIds()) {
      if (ask.account() != null) {
        tallyOf(ask.account()).addPart(ask);
      }
    }
    if (recording) {
      calls.add(call);
    }
  }

  /**
   * Counts a call in progress for these accounts. Each call must be followed by {@link #left}.
   *
   * @return the accounts
   */
  public synchronized Set<String> entered(List<RequestedIds> requestedIds) {
    Set<String> accounts = Call.accountsOf(requestedIds);
    accounts.forEach(account -> tallyOf(account).enter());
    return accounts;
  }

  /** Ends a call that was counted with {@link #entered}. */
  public synchronized void left(Set<String> accounts) {
    accounts.forEach(account -> tallyOf(account).leave());
  }

  /** The totals of an account; zeros when it was never used. */
  public synchronized AccountTotals account(String externalId) {
    AccountTally tally = byAccount.get(externalId);
    return tally == null ? AccountTotals.NOTHING : tally.totals();
  }

  /** The totals of all accounts, by external id. */
  public synchronized Map<String, AccountTotals> accounts() {
    Map<String, AccountTotals> totals = new TreeMap<>();
    byAccount.forEach((account, tally) -> totals.put(account, tally.totals()));
    return totals;
  }

  /** Starts or stops recording individual calls; recorded calls are kept. */
  public synchronized void recordCalls(boolean on) {
    recording = on;
  }

  /** The recorded calls, oldest first. */
  public synchronized List<Call> recordedCalls() {
    return List.copyOf(calls);
  }

  /** The totals of a platform; zeros when it was never called. */
  public synchronized EndpointTotals totals(Platform platform) {
    return byPlatform.getOrDefault(platform, EndpointTotals.NOTHING);
  }

  /** The totals of an endpoint; zeros when it was never called. */
  public synchronized EndpointTotals totals(Platform platform, String endpoint) {
    return endpointsOf(platform).getOrDefault(endpoint, EndpointTotals.NOTHING);
  }

  /** The totals of the endpoints that were called, by name. */
  public synchronized Map<String, EndpointTotals> endpoints(Platform platform) {
    return new TreeMap<>(endpointsOf(platform));
  }

  /** The credits charged by twitterapi.io; 100,000 credits are one US dollar. */
  public long credits() {
    return totals(Platform.TWITTER_API).credits();
  }

  /** The posts charged by X, each once per UTC day; a post costs half a US cent. */
  public synchronized long postsBilled() {
    return billing.total();
  }

  /** As {@link #postsBilled}, by UTC day. */
  public synchronized Map<LocalDate, Long> postsBilledByDay() {
    return billing.byDay();
  }

  /** Resets all totals; recording stays on or off. */
  public synchronized void reset() {
    byPlatform.clear();
    byEndpoint.clear();
    byAccount.values().forEach(AccountTally::reset);
    billing = new PostBilling();
    calls.clear();
  }

  private AccountTally tallyOf(String account) {
    return byAccount.computeIfAbsent(account, key -> new AccountTally());
  }

  private Map<String, EndpointTotals> endpointsOf(Platform platform) {
    return byEndpoint.computeIfAbsent(platform, key -> new TreeMap<>());
  }
}

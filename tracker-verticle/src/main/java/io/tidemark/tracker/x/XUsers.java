package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.tracker.x.XClient.XRequest;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Accounts by their handles: {@code GET /2/users/by} (X API v2 reference, Get Users by usernames).
 */
public final class XUsers {

  /** The most handles of one call. */
  public static final int MOST_HANDLES = 100;

  /** X's answer about one handle. */
  public sealed interface Account {

    /**
     * @param id the account's id, which stays the same when its handle changes
     */
    record Found(String id) implements Account {}

    /** X states that no account has the handle, or that the account is suspended. */
    record None(String why) implements Account {}

    /** The answer says nothing usable about the handle; retry later. */
    record Unknown(String why) implements Account {}

    /** X refuses the handle. */
    record Refused(String why) implements Account {}
  }

  private final XClient x;

  public XUsers(XClient x) {
    this.x = x;
  }

  /**
   * Asks about up to {@link #MOST_HANDLES} accounts in one call.
   *
   * @param tenant the tenant of the call; tenants take turns
   * @param sent called for every request that is sent
   * @return an outcome for every handle when answered; never fails
   */
  public Future<CallOutcome<Map<String, Account>>> byHandles(
      List<String> handles, String tenant, Runnable sent) {
    return x.get(
        new XRequest(
            "/2/users/by",
            Map.of("usernames", String.join(",", handles)),
            List.of(),
            "usernames",
            Cost.users(handles.size()).at("users")),
        tenant,
        sent,
        body -> content(body, handles),
        XUsers::billed);
  }

  /**
   * X charges for what it returned (X API v2 documentation, Pricing): a handle without an account
   * costs nothing.
   */
  private static BillableUsage billed(Map<String, Account> accounts) {
    return BillableUsage.users(
        (int) accounts.values().stream().filter(Account.Found.class::isInstance).count());
  }

  private static CallOutcome<Map<String, Account>> content(JsonNode body, List<String> handles) {
    if (!body.isObject() || !(body.has("data") || body.has("errors"))) {
      return new CallOutcome.Transient<>("X API answered 200 without users", false);
    }
    // X answers with the owner's spelling of the handle, whatever the request's.
    Map<String, Account> said = new HashMap<>();
    for (JsonNode error : body.path("errors")) {
      String handle = error.path("resource_id").asText(error.path("value").asText());
      Account stated = stated(error);
      Stream.of(handle, error.path("value").asText(handle))
          .map(XUsers::lower)
          .distinct()
          .forEach(name -> said.merge(name, stated, XUsers::both));
    }
    for (JsonNode user : body.path("data")) {
      if (user.path("id").asText().matches("[0-9]{1,19}")) {
        said.put(
            lower(user.path("username").asText()), new Account.Found(user.path("id").asText()));
      }
    }
    Map<String, Account> accounts = new HashMap<>();
    for (String handle : handles) {
      Account account = said.get(lower(handle));
      accounts.put(
          handle, account == null ? new Account.Unknown("neither in data nor in errors") : account);
    }
    return new CallOutcome.Answered<>(accounts);
  }

  /**
   * Two different statements about an account make it unknown, whatever their order; it is asked
   * about again.
   */
  private static Account both(Account one, Account other) {
    return one instanceof Account.Unknown ? one : other;
  }

  private static Account stated(JsonNode error) {
    String why = Answers.text(error, "an error without a text", "detail", "title");
    return XErrors.isAbsence(error) ? new Account.None(why) : new Account.Unknown(why);
  }

  private static String lower(String handle) {
    return handle.toLowerCase(Locale.ROOT);
  }
}

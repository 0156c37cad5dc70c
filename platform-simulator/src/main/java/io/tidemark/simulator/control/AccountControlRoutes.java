package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.AccountRefusal;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.faults.TikTokError;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Control routes for studio accounts: connect, read, expire tokens, refuse calls. */
final class AccountControlRoutes extends ObjectRoutes<StudioAccount> {

  /** The body of {@code POST /simulator/studio/accounts}. Absent fields are generated. */
  record NewAccount(
      @Nullable Platform platform,
      @Nullable String externalId,
      @Nullable String userName,
      @Nullable String accessToken,
      @Nullable String refreshToken,
      @Nullable Duration accessLifetime,
      @Nullable Duration refreshLifetime) {

    AccountDraft draft() {
      return new AccountDraft(
          InvalidFieldException.required("platform", platform),
          externalId,
          userName,
          accessToken,
          refreshToken,
          accessLifetime,
          refreshLifetime);
    }
  }

  /** The accepted kinds depend on the account's platform. */
  record GraphRefusal(@Nullable GraphErrorKind kind) {}

  record TikTokRefusal(@Nullable TikTokError kind) {}

  private final Studio studio;
  private final StudioAccounts accounts;

  AccountControlRoutes(Studio studio, WorldClock clock) {
    super(clock, "account", "id");
    this.studio = studio;
    this.accounts = studio.accounts();
  }

  ControlResponse connect(RoutingContext http) {
    NewAccount wanted = StrictJson.read(http.body().asString(), NewAccount.class);
    return new ControlResponse(201, view(studio.connect(wanted.draft())));
  }

  ControlResponse list() {
    return new ControlResponse(
        200, Map.of("accounts", accounts.all().stream().map(AccountControlRoutes::view).toList()));
  }

  /** Expires the account's access tokens, or its refresh token with {@code ?token=refresh}. */
  ControlResponse expire(RoutingContext http) {
    String token = http.request().getParam("token", "access");
    return replace(
        http,
        account ->
            switch (token) {
              case "access" -> accounts.expire(account.externalId());
              case "refresh" -> accounts.expireRefresh(account.externalId());
              default ->
                  throw new InvalidFieldException(
                      "token", "token must be access or refresh, not " + token);
            });
  }

  ControlResponse refuse(RoutingContext http) {
    String body = http.body().asString();
    return replace(http, account -> accounts.refuse(account.externalId(), kind(account, body)));
  }

  ControlResponse accept(RoutingContext http) {
    return replace(http, account -> accounts.refuse(account.externalId(), null));
  }

  private static AccountRefusal kind(StudioAccount account, @Nullable String body) {
    return InvalidFieldException.required(
        "kind",
        account.platform() == Platform.TIKTOK
            ? StrictJson.read(body, TikTokRefusal.class).kind()
            : StrictJson.read(body, GraphRefusal.class).kind());
  }

  @Override
  Optional<StudioAccount> find(String id) {
    return accounts.find(id);
  }

  @Override
  Map<String, Object> view(StudioAccount account, Instant now) {
    return view(account);
  }

  /** Includes the tokens; they are valid in this simulator only. */
  private static Map<String, Object> view(StudioAccount account) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("platform", account.platform());
    view.put("externalId", account.externalId());
    view.put("userName", account.userName());
    view.put("accessToken", account.accessToken());
    view.put("accessExpiresAt", account.accessExpiresAt());
    if (account.refreshToken() != null) {
      view.put("refreshToken", account.refreshToken());
      view.put("refreshExpiresAt", account.refreshExpiresAt());
    }
    if (account.refusal() != null) {
      view.put("refusal", account.refusal());
    }
    return view;
  }
}

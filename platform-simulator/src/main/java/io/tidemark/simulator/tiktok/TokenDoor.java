package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door of the token endpoint: no bearer, no limit, and refusals of another shape. */
final class TokenDoor implements Doorkeeper {

  private final StudioAccounts accounts;

  TokenDoor(StudioAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.TIKTOK;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    return true;
  }

  @Override
  public List<Ask> asks(Visit visit) {
    String account =
        accounts
            .holder(TokenGrants.form(visit, "refresh_token"))
            .map(StudioAccount::externalId)
            .orElse(null);
    return List.of(new Ask(account, List.of()));
  }

  @Override
  public @Nullable Allowance allowance(Visit visit) {
    return null;
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    String code =
        switch (status) {
          case 400 -> "invalid_request";
          case 401, 402, 403 -> "invalid_client";
          case 404 -> "not_found";
          case 429 -> "rate_limit_exceeded";
          default -> "server_error";
        };
    return Replies.tokenRefusal(status, code, "Simulated " + status + ".", visit);
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    return null;
  }

  @Override
  public Answer stamp(Answer answer, Visit visit) {
    return answer.header("cache-control", "no-store");
  }
}

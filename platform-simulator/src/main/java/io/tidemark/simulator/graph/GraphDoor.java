package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.switches.GraphError;
import io.tidemark.simulator.switches.Switches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Graph API's tokens, usage and refusals. */
final class GraphDoor implements Doorkeeper {

  private final Tokens tokens;

  GraphDoor(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The platform of whoever asks first; Instagram when nobody is known. */
  @Override
  public Platform platform(Visit visit) {
    Optional<StudioAccount> holder =
        isBatch(visit)
            ? BatchPart.of(visit).stream()
                .map(part -> tokens.holder(part.token(visit)))
                .flatMap(Optional::stream)
                .findFirst()
            : tokens.holder(Tokens.of(visit));
    return holder.map(StudioAccount::platform).orElse(Platform.INSTAGRAM);
  }

  /** A batch may come without a token when each of its parts has one. */
  @Override
  public boolean knowsKey(Visit visit) {
    String token = Tokens.of(visit);
    return (token == null && isBatch(visit)) || tokens.refusal(token, visit.now()).isEmpty();
  }

  @Override
  public List<Ask> asks(Visit visit) {
    if (!isBatch(visit)) {
      return List.of(new Ask(idOf(Tokens.of(visit)), Address.of(visit.request().uri()).ids()));
    }
    return BatchPart.of(visit).stream()
        .map(part -> new Ask(idOf(part.token(visit)), part.address().ids()))
        .toList();
  }

  /** The parts of a batch are counted one by one, the batch is not. */
  @Override
  public @Nullable Allowance allowance(Visit visit) {
    return isBatch(visit) ? null : allowance(visit, account(visit));
  }

  static @Nullable Allowance allowance(Visit visit, @Nullable StudioAccount account) {
    Switches faults = visit.faults();
    return account == null || faults.common().requestsPerWindow() == null
        ? null
        : new Allowance(
            "graph " + account.externalId(),
            faults.common().requestsPerWindow(),
            Duration.ofSeconds(faults.common().windowSeconds()));
  }

  /** Even throttling is HTTP 400 here; only a switched 401, 403 or 5xx keeps its status. */
  @Override
  public Answer refuse(int status, Visit visit) {
    StudioAccount account = account(visit);
    return switch (status) {
      case 400 -> Refused.parameter("Invalid parameter").answer();
      case 401 ->
          tokens
              .refusal(Tokens.of(visit), visit.now())
              .map(Refused::answer)
              .orElseGet(() -> Refused.unknownToken().answer(401));
      case 402, 403 -> Refused.as(GraphError.PERMISSION).answer(403);
      case 404 -> Refused.unknownAliases(List.of(visit.request().path())).answer();
      case 429 -> Refused.as(account == null ? GraphError.APP_LIMIT : Usage.busy(account)).answer();
      default -> Refused.as(GraphError.SERVICE).answer(status);
    };
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    return Usage.refusal(account(visit), visit).map(Refused::answer).orElse(null);
  }

  @Override
  public Answer stamp(Answer answer, Visit visit) {
    return Usage.stamp(answer.header("facebook-api-version", "v25.0"), account(visit), visit);
  }

  private @Nullable StudioAccount account(Visit visit) {
    return tokens.holder(Tokens.of(visit)).orElse(null);
  }

  private @Nullable String idOf(@Nullable String token) {
    return tokens.holder(token).map(StudioAccount::externalId).orElse(null);
  }

  private static boolean isBatch(Visit visit) {
    return visit.endpoint().equals(GraphApi.BATCH);
  }
}

package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.tidemark.simulator.studio.StudioAccount;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Graph API's tokens, usage and refusals. */
final class GraphPolicy implements PlatformPolicy {

  static final String BATCH = "POST /";

  private final GraphTokenCheck tokens;

  GraphPolicy(GraphTokenCheck tokens) {
    this.tokens = tokens;
  }

  /** The platform of the first account whose token is known; Instagram when there is none. */
  @Override
  public Platform platform(PlatformRequest request) {
    Optional<StudioAccount> holder =
        isBatch(request)
            ? GraphBatchPart.of(request).stream()
                .map(part -> tokens.holder(part.token(request)))
                .flatMap(Optional::stream)
                .findFirst()
            : tokens.holder(GraphTokenCheck.of(request));
    return holder.map(StudioAccount::platform).orElse(Platform.INSTAGRAM);
  }

  /** A batch may come without a token when each of its parts has one. */
  @Override
  public boolean isAuthorized(PlatformRequest request) {
    String token = GraphTokenCheck.of(request);
    return (token == null && isBatch(request)) || tokens.refusal(token, request.now()).isEmpty();
  }

  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    if (!isBatch(request)) {
      return List.of(
          new RequestedIds(
              idOf(GraphTokenCheck.of(request)), GraphUri.of(request.raw().uri()).ids()));
    }
    return GraphBatchPart.of(request).stream()
        .map(part -> new RequestedIds(idOf(part.token(request)), part.address().ids()))
        .toList();
  }

  /** The parts of a batch are counted individually; the batch itself is not. */
  @Override
  public @Nullable RequestLimit limit(PlatformRequest request) {
    return isBatch(request) ? null : limit(request, account(request));
  }

  static @Nullable RequestLimit limit(PlatformRequest request, @Nullable StudioAccount account) {
    return account == null
        ? null
        : RequestLimit.ofFaults("graph " + account.externalId(), request.faults().common());
  }

  /** Throttling is HTTP 400 here; only a forced 401, 403 or 5xx keeps its status. */
  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    StudioAccount account = account(request);
    return switch (status) {
      case 400 -> GraphException.parameter("Invalid parameter").answer();
      case 401 ->
          tokens
              .refusal(GraphTokenCheck.of(request), request.now())
              .map(GraphException::answer)
              .orElseGet(() -> GraphException.unknownToken().answer(401));
      case 402, 403 -> GraphException.as(GraphErrorKind.PERMISSION).answer(403);
      case 404 -> GraphException.unknownAliases(List.of(request.raw().path())).answer();
      case 429 ->
          GraphException.as(
                  account == null ? GraphErrorKind.APP_LIMIT : GraphUsageHeaders.busy(account))
              .answer();
      default -> GraphException.as(GraphErrorKind.SERVICE).answer(status);
    };
  }

  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    return GraphUsageHeaders.refusal(account(request), request)
        .map(GraphException::answer)
        .orElse(null);
  }

  @Override
  public PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    return GraphUsageHeaders.withHeaders(
        answer.header("facebook-api-version", "v25.0"), account(request), request);
  }

  private @Nullable StudioAccount account(PlatformRequest request) {
    return tokens.holder(GraphTokenCheck.of(request)).orElse(null);
  }

  private @Nullable String idOf(@Nullable String token) {
    return tokens.holder(token).map(StudioAccount::externalId).orElse(null);
  }

  private static boolean isBatch(PlatformRequest request) {
    return request.endpoint().equals(BATCH);
  }
}

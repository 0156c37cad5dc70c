package io.tidemark.gateway.access;

import io.tidemark.access.Caller;
import io.tidemark.access.QStashSignatures;
import io.tidemark.access.Scope;
import io.tidemark.access.SignatureDecision;
import io.tidemark.access.SignatureUses;
import io.tidemark.access.Tenants;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.problems.ProblemHandler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Admits requests that QStash has signed (QStash documentation, Verify Signatures). */
public final class QStashCheck {

  private static final String SIGNATURE = "Upstash-Signature";

  /** Not limited to tenants: the signing keys belong to the installation. */
  private static final Caller QSTASH =
      new Caller("QStash", Set.of(Scope.TRIGGER), Tenants.ALL, Tenants.ALL);

  private final QStashSignatures signatures;
  private final SignatureUses uses;
  private final Optional<URI> publicUrl;

  /**
   * @param publicUrl our public URL, if it differs from the one in requests
   */
  public QStashCheck(QStashSignatures signatures, SignatureUses uses, Optional<URI> publicUrl) {
    this.signatures = signatures;
    this.uses = uses;
    this.publicUrl = publicUrl;
  }

  /**
   * Whether QStash delivers to the operation. The library is not given the security scheme {@code
   * qstash}, so the operation is recognised by its answer that tells QStash not to retry.
   */
  public static boolean isOffered(Operation operation) {
    return operation.getResponse(ProblemHandler.NON_RETRYABLE) != null;
  }

  static boolean isSigned(RoutingContext request) {
    return request.request().getHeader(SIGNATURE) != null;
  }

  /**
   * Whether QStash sent the request, judged without its signature: that is not verified for a body
   * that is too large, nor when the request has a key.
   *
   * @param deliveries paths that QStash delivers to
   */
  public static boolean isSent(RoutingContext request, Set<String> deliveries) {
    return isSigned(request)
        && request.request().method() == HttpMethod.POST
        && deliveries.contains(request.request().path());
  }

  Future<Caller> check(RoutingContext request) {
    if (!signatures.isConfigured()) {
      return refused("no signing key is set up (TIDEMARK_QSTASH_CURRENT_SIGNING_KEY)");
    }
    Buffer body = request.body().buffer();
    var verdict =
        signatures.verify(
            request.request().getHeader(SIGNATURE),
            body == null ? new byte[0] : body.getBytes(),
            subject(request));
    return switch (verdict) {
      case SignatureDecision.Refused refused -> refused(refused.why());
      case SignatureDecision.Genuine genuine ->
          uses.claim(genuine.jti(), genuine.expiresAt())
              .compose(
                  first -> {
                    if (!first) {
                      return refused("it was used before");
                    }
                    request.addEndHandler(ended -> releaseAfterFailure(request, genuine.jti()));
                    return Future.succeededFuture(QSTASH);
                  });
    };
  }

  /** Frees the signature after a failure, because a redelivery may carry the same one. */
  private void releaseAfterFailure(RoutingContext request, String jti) {
    if (request.response().getStatusCode() >= 300) {
      uses.release(jti);
    }
  }

  private String subject(RoutingContext request) {
    return publicUrl
        .map(url -> url + request.request().uri())
        .orElseGet(() -> Addresses.url(request));
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(
        Problem.of(Type.KEY_REQUIRED, "Upstash-Signature is refused: %s.".formatted(why)));
  }
}

package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.Foundation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClient;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway on a free port, and a client that holds every answer against openapi.yaml. */
public final class Door implements AutoCloseable {

  private final Gateway gateway;
  private final WebClient client;
  private final OpenAPIContract contract;
  private final ResponseValidator validator;
  private final List<String> secrets = new ArrayList<>();

  private Door(Foundation foundation) {
    gateway = await(Gateway.deploy(foundation));
    client = WebClient.create(foundation.vertx());
    contract = await(Contract.load(foundation.vertx()));
    validator = ResponseValidator.create(foundation.vertx(), contract);
    secrets.addAll(foundation.settings().webhook().keys());
    foundation.settings().adminKey().ifPresent(secrets::add);
  }

  /** The foundation's settings must say port 0. */
  public static Door open(Foundation foundation) {
    return new Door(foundation);
  }

  public Gateway gateway() {
    return gateway;
  }

  public OpenAPIContract contract() {
    return contract;
  }

  /** A call of an operation of the contract. */
  public Call call(String operationId, String... pathParameters) {
    Operation operation = contract.operation(operationId);
    String path = operation.getAbsoluteOpenAPIPath();
    for (String value : pathParameters) {
      String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
      path = path.replaceFirst("\\{[^}]+}", encoded);
    }
    var call =
        new Call(
            client.request(operation.getHttpMethod(), gateway.port(), "127.0.0.1", path),
            response -> inContract(operationId, Answer.of(response)));
    // The only answer that does not end by itself.
    return operationId.equals("streamEvents") ? call.query("for", "0") : call;
  }

  /** A call of what the contract does not know. */
  public Call request(HttpMethod method, String uri) {
    return new Call(
        client.request(method, gateway.port(), "127.0.0.1", uri),
        response -> Future.succeededFuture(Answer.of(response)).map(this::checked));
  }

  /** Fails when the operation must not answer like that. */
  Future<Answer> inContract(String operationId, Answer answer) {
    return validator
        .validate(validatable(checked(answer)), operationId)
        .map(answer)
        .recover(
            problem ->
                Future.failedFuture(
                    new AssertionError(
                        operationId + " must not answer " + answer.status() + " " + answer.body(),
                        problem)));
  }

  private static ValidatableResponse validatable(Answer answer) {
    if (answer.body().isEmpty()) {
      return ValidatableResponse.create(answer.status(), Map.of());
    }
    String type = Contract.told(String.valueOf(answer.header("Content-Type")));
    return ValidatableResponse.create(
        answer.status(), Map.of(), Buffer.buffer(answer.body()), type);
  }

  private Answer checked(Answer answer) {
    if (answer.status() >= 400) {
      answer.isProblem();
    }
    String all = answer.headers() + answer.body();
    assertThat(secrets).noneMatch(all::contains);
    return answer;
  }

  @Override
  public void close() {
    client.close();
    await(gateway.undeploy());
  }
}

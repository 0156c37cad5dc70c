package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.AppContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.ext.web.client.WebClient;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway on a free port, and a client that holds every answer against openapi.yaml. */
public final class ApiClient implements AutoCloseable {

  private final Gateway gateway;
  private final WebClient client;
  private final OpenAPIContract contract;
  private final ResponseValidator validator;
  private final List<String> secrets = new ArrayList<>();

  private ApiClient(AppContext app) {
    gateway = await(Gateway.deploy(app));
    client = WebClient.create(app.vertx());
    contract = await(Contract.load(app.vertx()));
    validator = ResponseValidator.create(app.vertx(), contract);
    secrets.addAll(app.settings().webhook().keys());
    app.settings().adminKey().ifPresent(secrets::add);
  }

  /** The foundation's settings must say port 0. */
  public static ApiClient open(AppContext app) {
    return new ApiClient(app);
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
  public Future<Answer> inContract(String operationId, Answer answer) {
    return validator
        .validate(validatable(checked(answer)), operationId)
        .map(
            valid -> {
              assertThat(UnlistedProperties.in(operationId, answer)).as("unlisted").isEmpty();
              return answer;
            })
        .recover(
            problem ->
                Future.failedFuture(
                    new AssertionError(
                        operationId + " must not answer " + answer.status() + " " + answer.body(),
                        problem)));
  }

  /** The answer to a client of the test's own, held against the contract as every other. */
  public Answer inContract(String operationId, Future<HttpClientResponse> response) {
    return await(inContractLater(operationId, response));
  }

  /** For whoever has to listen before the body may come. */
  public Future<Answer> inContractLater(String operationId, Future<HttpClientResponse> response) {
    return response
        .compose(
            head ->
                head.body()
                    .map(body -> new Answer(head.statusCode(), head.headers(), body.toString())))
        .compose(answer -> inContract(operationId, answer));
  }

  private static ValidatableResponse validatable(Answer answer) {
    Map<String, String> headers = new HashMap<>();
    answer.headers().forEach((name, value) -> headers.put(name, asJson(value)));
    if (answer.body().isEmpty()) {
      return ValidatableResponse.create(answer.status(), headers);
    }
    String type = Contract.withKnownMediaTypes(String.valueOf(answer.header("Content-Type")));
    return ValidatableResponse.create(answer.status(), headers, Buffer.buffer(answer.body()), type);
  }

  /** Vert.x 5.0.8 takes headers for JSON, and cannot tell a text with quotes in it. */
  private static String asJson(String value) {
    return value.contains("\"") ? Json.encode(value) : value;
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

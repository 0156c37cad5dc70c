package io.tidemark.gateway.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidemark.contract.ForeignVerticle;
import io.tidemark.gateway.TrackedGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Checkpoint;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every address of docs/event-bus.md takes three forms of JSON and names what is wrong in one. */
@Tag("server")
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusRequestFormsTest {

  private final TrackedGateway gateway =
      TrackedGateway.begin(
          Map.of("TIDEMARK_STUDIO_EVERY", "never", "TIDEMARK_DAO_SWEEP_EVERY", "never"));
  private final ForeignVerticle foreign = new ForeignVerticle();

  @BeforeAll
  void begin() {
    gateway.world.zone("brand");
    await(gateway.world.stores.vertx().deployVerticle(foreign));
  }

  @AfterAll
  void end() {
    gateway.close();
  }

  /** An address, a request, a malformed request, and what the failure says of it. */
  private static Stream<Arguments> addresses() {
    return Stream.of(
        arguments(
            "tidemark.lots.run-lot",
            new JsonObject().put("lot", 7).put("zone", "brand").put("updateNumber", 1),
            new JsonObject().put("zone", "brand").put("updateNumber", 1),
            "lot is missing"),
        arguments(
            "tidemark.lots.run-due", new JsonObject(), new JsonObject().put("limit", "x"), "limit"),
        arguments(
            "tidemark.tweets.refresh",
            new JsonObject().put("tweet", 42),
            new JsonObject(),
            "tweet is missing"),
        arguments(
            "tidemark.dao-sweeps.start",
            new JsonObject().put("dao", "nowhere"),
            new JsonObject().put("dao", List.of("a")),
            "dao"),
        arguments(
            "tidemark.studio.start-run",
            new JsonObject().put("workspace", "nowhere"),
            new JsonObject().put("force", "perhaps"),
            "force"),
        arguments(
            "tidemark.profiles.start-sync",
            new JsonObject().put("workspace", "nowhere"),
            new JsonObject().put("mostProfiles", "some"),
            "mostProfiles"));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void aReplyHasTheFormOfItsRequest(
      String address,
      JsonObject request,
      JsonObject malformed,
      String problem,
      VertxTestContext test) {
    foreign
        .ask(address, request)
        .compose(
            object ->
                foreign
                    .ask(address, request.encode())
                    .compose(
                        text ->
                            foreign
                                .ask(address, request.toBuffer())
                                .onSuccess(
                                    bytes ->
                                        test.verify(
                                            () -> {
                                              assertThat(new JsonObject((String) text))
                                                  .isEqualTo(object);
                                              assertThat(((Buffer) bytes).toJsonObject())
                                                  .isEqualTo(object);
                                              test.completeNow();
                                            }))))
        .onFailure(test::failNow);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void aMalformedRequestIsRejectedWithTheNameOfItsField(
      String address,
      JsonObject request,
      JsonObject malformed,
      String problem,
      VertxTestContext test) {
    List<Object> forms = List.of(malformed, malformed.encode(), malformed.toBuffer());
    Checkpoint rejected = test.checkpoint(forms.size() + 1);
    for (Object form : forms) {
      rejected(address, form, problem, rejected, test);
    }
    rejected(address, "no JSON", "not a JSON object", rejected, test);
  }

  private void rejected(
      String address, Object body, String problem, Checkpoint rejected, VertxTestContext test) {
    foreign
        .ask(address, body)
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          ReplyException reply = (ReplyException) failure;
                          assertThat(reply.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
                          assertThat(reply.failureCode()).isEqualTo(400);
                          assertThat(reply.getMessage()).contains(problem);
                          rejected.flag();
                        })));
  }
}

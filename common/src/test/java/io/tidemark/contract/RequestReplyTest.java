package io.tidemark.contract;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.contract.Message.RunStart;
import io.tidemark.contract.Message.RunStarted;
import io.tidemark.contract.Message.StartProfileSync;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
class RequestReplyTest {

  private static final String LOT = "tidemark.lots.run-lot";
  private static final String SYNC = "tidemark.profiles.start-sync";

  private Vertx vertx;
  private final ForeignVerticle foreign = new ForeignVerticle();
  private final List<Object> asked = new ArrayList<>();

  @BeforeEach
  void answer(Vertx vertx) {
    this.vertx = vertx;
    await(vertx.deployVerticle(foreign));
    await(
        RequestReply.RUN_LOT.answer(
            vertx.eventBus(),
            lot -> {
              asked.add(lot);
              return Future.succeededFuture(new Ran(true, 3, 0, 0, 0, null));
            }));
    await(
        RequestReply.START_PROFILE_SYNC.answer(
            vertx.eventBus(),
            sync -> {
              asked.add(sync);
              return Future.succeededFuture(new RunStarted(RunStart.STARTED, 7, 7, null));
            }));
  }

  private static JsonObject lot() {
    return new JsonObject()
        .put("lot", 7)
        .put("zone", "brand")
        .put("tweets", new JsonArray().add(1))
        .put("updateNumber", 2);
  }

  static Stream<Object> bodies() {
    return Stream.of(lot(), lot().encode(), lot().toBuffer());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aRequestIsAnsweredInTheFormInWhichItCame(Object body) {
    Object reply = await(foreign.ask(LOT, body));

    assertThat(asked).containsExactly(new RunLot(7, "brand", List.of(1L), 2));
    assertThat(reply).isInstanceOf(body instanceof Buffer ? Buffer.class : body.getClass());
    assertThat(new JsonObject(reply.toString()).getInteger("updated")).isEqualTo(3);
  }

  @Test
  void whatHasADefaultMayBeLeftOutAndWhatIsUnknownIsIgnored() {
    await(foreign.ask(SYNC, new JsonObject().put("hooks", false).put("colour", "blue")));

    assertThat(asked).containsExactly(new StartProfileSync(20, true, false, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"zone\":\"brand\",\"updateNumber\":1}                | lot is missing",
        "{\"lot\":null,\"zone\":\"brand\",\"updateNumber\":1}   | lot is missing",
        "{\"lot\":\"x\",\"zone\":\"brand\",\"updateNumber\":1}  | lot: Cannot",
        "{\"lot\":1.5,\"zone\":\"brand\",\"updateNumber\":1}    | lot: Cannot",
        "{\"lot\":7,\"zone\":[],\"updateNumber\":1}             | zone: Cannot deserialize",
        "{\"lot\":7,\"zone\":\"b\",\"updateNumber\":0}          | updateNumber must be at least 1",
        "{\"lot\":7,\"zone\":\"b\",\"updateNumber\":1e30}       | updateNumber: ",
        "{\"lot\":7,\"zone\":\"b\",\"updateNumber\":1,\"tweets\":3}     | tweets: Cannot deserialize",
        "{\"lot\":7,\"zone\":\"b\",\"updateNumber\":1,\"tweets\":[{}]}  | tweets: Cannot deserialize",
        "{\"lot\":7,\"zone\":\"b\",\"updateNumber\":1,\"tweets\":[null]} | tweets must have no null",
        "[7]                                                    | the body is not a JSON object",
        "lot 7                                                  | the body is not a JSON object"
      })
  void aMalformedRequestIsAnsweredWithTheFieldAndTheCode400(String body, String sentence) {
    assertThat(failure(LOT, body)).hasMessageStartingWith(sentence);
    assertThat(failure(LOT, body).failureCode()).isEqualTo(400);
    assertThat(asked).isEmpty();
  }

  @Test
  void aBodyOfAnotherKindAndNoneAreMalformed() {
    assertThat(failure(LOT, 7).getMessage()).startsWith("the body must be a JsonObject");
    assertThat(failure(LOT, null).failureCode()).isEqualTo(400);
    assertThat(failure(LOT, new byte[] {'{', '}'}).failureCode()).isEqualTo(400);
  }

  @Test
  void aMalformedMessageToAnAddressIsAnsweredToo() {
    await(Address.LOTS.consume(vertx.eventBus(), wakeUp -> asked.add(wakeUp)));

    ReplyException failure = failure("tidemark.lots.nudge", new JsonObject().put("dueAt", "noon"));

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure).hasMessageStartingWith("dueAt: Cannot deserialize");
    assertThat(failure("tidemark.lots.nudge", "{}")).hasMessage("dueAt is missing");
    assertThat(asked).isEmpty();
  }

  private ReplyException failure(String address, Object body) {
    Future<Object> reply = foreign.ask(address, body);
    Throwable failure = await(reply.transform(done -> Future.succeededFuture(done.cause())));
    assertThat(failure).isInstanceOf(ReplyException.class);
    return (ReplyException) failure;
  }

  @Test
  void everyAddressIsDocumented() throws Exception {
    String page = Files.readString(Path.of("../docs/event-bus.md"));
    for (Class<?> type : List.of(RequestReply.class, Address.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == type) {
          Field name = type.getDeclaredField("name");
          name.setAccessible(true);
          assertThat(page).contains("`" + name.get(field.get(null)) + "`");
        }
      }
    }
  }
}

package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries that wait together are written together, and each is answered for itself. */
@Tag("server")
class GroupCommitTest {

  private final GatewayWorld world =
      GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_MOST_UNROUTED", "2"));

  @AfterEach
  void end() {
    world.close();
  }

  /** Sends deliveries while both writers wait for the row of another zone. */
  private List<Answer> together(JsonObject... deliveries) {
    world.zone("brand");
    world.zone("held");
    world.map("held too", "held");
    List<Future<Answer>> held = new ArrayList<>();
    List<Future<Answer>> answers = new ArrayList<>();
    try (var zone = LockedZone.lock(world.stores, "held")) {
      held.add(world.webhook().sending(delivery("held", "1").encode()));
      held.add(world.webhook().sending(delivery("held too", "2").encode()));
      LockedZone.until(() -> world.inFlight() == 2);
      zone.awaitSomebodyWaiting();
      for (JsonObject delivery : deliveries) {
        answers.add(world.webhook().sending(delivery.encode()));
      }
      // A busy machine may take more than the second in which the writers give up.
      LockedZone.until(
          () ->
              world.inFlight() == 2 + deliveries.length
                  || answers.stream().anyMatch(Future::isComplete));
    }
    held.forEach(answer -> await(answer).ok());
    return answers.stream().map(answer -> await(answer)).toList();
  }

  private static List<Integer> statuses(List<Answer> answers) {
    return answers.stream().map(Answer::status).toList();
  }

  @Test
  void aPoisonedOneIsRefusedAndItsNeighboursAreTaken() {
    world.stores.sql("alter table twitter_tweets add check (tweet_id <> '13')");

    List<Answer> answers =
        together(
            delivery("brand", "11"),
            delivery("brand", "12"),
            delivery("brand", "13"),
            delivery("brand", "13", "14"),
            delivery("brand", "15"));

    assertThat(statuses(answers)).containsExactly(200, 200, 400, 200, 200);
    assertThat(answers.get(3).json().getInteger("errors")).isEqualTo(1);
    assertThat(stored()).containsExactly("11", "12", "14", "15");
  }

  private Stream<String> stored() {
    return world
        .stores
        .sql("select tweet_id from twitter_tweets where zone_id = 'brand' order by tweet_id")
        .stream()
        .map(row -> row.getString(0));
  }

  @Test
  void aZoneThatIsLockedKeepsNoOtherWaiting() {
    world.zone("brand");
    world.zone("held");
    world.map("held too", "held");
    List<Future<Answer>> held = new ArrayList<>();
    try (var zone = LockedZone.lock(world.stores, "held")) {
      for (String rule : List.of("held", "held too", "held", "held too")) {
        held.add(world.webhook().sending(delivery(rule, "1" + held.size()).encode()));
      }
      zone.awaitSomebodyWaiting();

      world.webhook().send(delivery("brand", "21")).ok();
      world.webhook().send(delivery("brand", "22")).ok();
    }
    held.forEach(answer -> await(answer).ok());
  }

  @Test
  void whatHasNoZoneIsKeptUntilItsQueueIsFull() {
    List<Answer> answers =
        together(
            delivery("unknown", "11"),
            delivery("unknown", "12"),
            delivery("brand", "13"),
            delivery("unknown", "14"),
            delivery("other", "15"));

    assertThat(statuses(List.of(answers.get(0), answers.get(1), answers.get(3))))
        .as("in the order in which they came")
        .containsExactlyInAnyOrder(202, 202, 429);
    assertThat(statuses(List.of(answers.get(2), answers.get(4)))).containsExactly(200, 202);
    assertThat(world.stores.number("select count(*) from unrouted_deliveries")).isEqualTo(3);
    assertThat(stored()).containsExactly("13");
  }

  @Test
  void whenTheConnectionEndsInTheCommitNoneIsToldItWasAccepted() {
    world.stores.sql(
        """
        create function cut() returns trigger language plpgsql as $$
        begin
          perform pg_terminate_backend(pg_backend_pid());
          return null;
        end $$
        """);
    world.stores.sql(
        """
        create constraint trigger cut after insert on webhook_deliveries
        deferrable initially deferred for each row when (new.zone_id = 'brand')
        execute function cut()
        """);

    List<Answer> answers = together(delivery("brand", "11"), delivery("brand", "12"));

    assertThat(answers.get(0).problem(503, "unavailable")).isNotBlank();
    assertThat(answers.get(1).problem(503, "unavailable")).isNotBlank();
    assertThat(stored()).isEmpty();
    world.stores.sql("drop trigger cut on webhook_deliveries");
    for (String tweet : List.of("11", "12")) {
      Answer again = world.webhook().send(delivery("brand", tweet));
      assertThat(again.ok().getInteger("created")).isEqualTo(1);
    }
  }
}

package io.tidemark.tracker.intake;

import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Columns;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.FirstPolls.FirstPoll;
import io.tidemark.tracker.intake.FirstPolls.Fresh;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.Lots.NewLot;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Beginning;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Records deliveries, and begins a lot for each that brought new tweets. */
final class NewLots {

  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final FirstPolls firstPolls = new FirstPolls();

  /** A delivery with the row it has, and the first polls of its new tweets. */
  private record Recorded(long id, Placed delivery, Map<String, FirstPoll> polls) {

    private Optional<Instant> firstUpdateAt() {
      return polls.values().stream()
          .map(FirstPoll::at)
          .filter(Objects::nonNull)
          .min(Comparator.naturalOrder());
    }

    private NewLot lot() {
      return new NewLot(
          delivery.route().zone(),
          id,
          delivery.arrival().now(),
          polls.size(),
          firstUpdateAt().isEmpty());
    }

    private List<Beginning> beginnings(long lot) {
      List<Beginning> beginnings = new ArrayList<>();
      polls.forEach(
          (tweetId, poll) ->
              beginnings.add(
                  new Beginning(
                      delivery.created().get(tweetId),
                      delivery.route().zone(),
                      lot,
                      delivery.arrival().now(),
                      poll.tier(),
                      poll.at(),
                      poll.stop(),
                      poll.sampledUntil())));
      return beginnings;
    }
  }

  /**
   * Writes the deliveries, their lots, the tracking of their tweets and the timers.
   *
   * @param results what is answered to each, as far as it is known without the lots
   * @return the results with the lots
   */
  Future<List<Routed>> begin(
      SqlConnection transaction, List<Placed> deliveries, List<Routed> results) {
    List<Fresh> fresh =
        deliveries.stream()
            .map(
                delivery -> new Fresh(delivery.route(), delivery.fresh(), delivery.arrival().now()))
            .toList();
    return firstPolls
        .of(transaction, fresh)
        .compose(
            polls ->
                remember(transaction, deliveries, results)
                    .compose(
                        ids -> beginLots(transaction, recorded(deliveries, ids, polls), results)));
  }

  private static List<Recorded> recorded(
      List<Placed> deliveries, List<Long> ids, List<Map<String, FirstPoll>> polls) {
    List<Recorded> recorded = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      recorded.add(new Recorded(ids.get(i), deliveries.get(i), polls.get(i)));
    }
    return recorded;
  }

  // Rows get their ids in the order in which they are selected.
  private static final String REMEMBER =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors, traceparent, ignored)
      select zone_id, rule_id, received_at, processed, created, duplicates, errors, traceparent,
        ignored
      from unnest(
        $1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::int[], $7::int[],
        $8::text[], $9::int[]) with ordinality
        as came (
          zone_id, rule_id, received_at, processed, created, duplicates, errors, traceparent,
          ignored, place)
      order by place
      returning id
      """;

  /** The rows of the deliveries, in their order. */
  private static Future<List<Long>> remember(
      SqlConnection transaction, List<Placed> deliveries, List<Routed> results) {
    return transaction
        .preparedQuery(REMEMBER)
        .execute(
            Columns.of(results)
                .texts(Routed::zone)
                .and(deliveries)
                .texts(delivery -> delivery.arrival().ruleId())
                .times(delivery -> delivery.arrival().receivedAt())
                .and(results)
                .ints(Routed::processed)
                .ints(Routed::created)
                .ints(Routed::duplicates)
                .ints(result -> result.errors().size())
                .and(deliveries)
                .texts(delivery -> delivery.arrival().traceparent())
                .and(results)
                .ints(Routed::ignored)
                .tuple())
        .map(rows -> rows.stream().map((Row row) -> row.getLong("id")).sorted().toList());
  }

  private Future<List<Routed>> beginLots(
      SqlConnection transaction, List<Recorded> recorded, List<Routed> results) {
    return Lots.begin(
            transaction,
            recorded.stream()
                .filter(delivery -> !delivery.polls().isEmpty())
                .map(Recorded::lot)
                .toList())
        .compose(
            lots -> {
              List<Beginning> beginnings = new ArrayList<>();
              Map<Long, Instant> due = new HashMap<>();
              List<Routed> begun = new ArrayList<>();
              for (int i = 0; i < recorded.size(); i++) {
                Recorded delivery = recorded.get(i);
                Long lot = lots.get(delivery.id());
                Optional<Instant> first = delivery.firstUpdateAt();
                if (lot != null) {
                  beginnings.addAll(delivery.beginnings(lot));
                  first.ifPresent(at -> due.put(lot, at));
                }
                begun.add(results.get(i).with(lot, first.orElse(null)));
              }
              return Tracking.begin(transaction, beginnings)
                  .compose(done -> Tracking.sample(transaction, beginnings))
                  .compose(done -> dueTimes.move(transaction, due))
                  .map(begun);
            });
  }
}

package io.tidemark.studio.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.StudioPlatform;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recent refusals of metrics: the table {@code studio_capabilities}. A refusal applies to one
 * post; to an account's posts of a media type when enough of them are refused; to the whole type
 * when accounts of different workspaces are. It expires after a week, and ends at once when a post
 * of the type is given the metric.
 */
public final class Capabilities {

  private static final Logger log = LoggerFactory.getLogger(Capabilities.class);

  /** A refused metric is tried again after this time, because platforms change. */
  private static final Duration KEPT = Duration.ofDays(7);

  /** How often a metric that is refused to a whole type is tried with one post. */
  private static final Duration PROBED = Duration.ofDays(1);

  /** How long one post that was given a metric is evidence for its type. */
  private static final Duration LATELY = Duration.ofDays(2);

  private static final String ACCEPTED = "accepted:";

  /**
   * @param subject a media type; {@code account:}, the row of an account and a media type; or
   *     {@code post:} and the platform's id of a post
   */
  record Refusal(String subject, String metric) {}

  /** The posts of a media type of one account. */
  static String ofAccount(long account, String type) {
    return "account:%d:%s".formatted(account, type);
  }

  /**
   * How many posts were refused a metric.
   *
   * @param workspaces with accounts among them
   * @param own posts of the account that is being read
   */
  record Evidence(int posts, int workspaces, int own) {}

  /**
   * The stored refusals of some posts and of their types.
   *
   * @param refused valid refusals: the metric is not requested
   * @param aged refusals of types, and of an account's types, to be tried again with one post
   * @param lapsed expired refusals, deleted when they prove wrong
   * @param evidence by type and metric
   * @param accepted types that were given a metric recently
   */
  record KnownRefusals(
      Set<Refusal> refused,
      Set<Refusal> aged,
      Set<Refusal> lapsed,
      Map<Refusal, Evidence> evidence,
      Set<Refusal> accepted) {
    static final KnownRefusals NOTHING =
        new KnownRefusals(Set.of(), Set.of(), Set.of(), Map.of(), Set.of());
  }

  /**
   * A new or confirmed refusal.
   *
   * @param type the media type of the post or the account; null where the refusal is of the type
   *     itself
   * @param account the row of studio_accounts; null where the refusal is of a type
   * @param said the platform's words
   */
  record NewRefusal(Refusal refusal, @Nullable String type, @Nullable Long account, String said) {}

  private final Pool pool;
  private final Cache<String, Instant> acceptedAt =
      Caffeine.newBuilder().maximumSize(10_000).build();

  public Capabilities(Pool pool) {
    this.pool = pool;
  }

  private static final String KNOWN =
      """
      select subject, metric, refused_at
      from studio_capabilities
      where platform = $1
        and subject = any($2)
      """;

  private static final String EVIDENCE =
      """
      select refusal.media_type, refusal.metric, count(*)::int as posts,
        count(distinct account.workspace_id)::int as workspaces,
        count(*) filter (where refusal.account_id = $4)::int as own
      from studio_capabilities refusal
      left join studio_accounts account on account.id = refusal.account_id
      where refusal.platform = $1
        and refusal.media_type = any($2)
        and refusal.refused_at > $3
        and refusal.subject like 'post:%'
      group by refusal.media_type, refusal.metric
      """;

  /**
   * @param types media types
   * @param posts subjects of posts
   * @param account the row of studio_accounts whose posts they are
   * @return never fails: without the database no refusal is known
   */
  Future<KnownRefusals> known(
      StudioPlatform platform,
      Set<String> types,
      Collection<String> posts,
      long account,
      Instant now) {
    Set<String> subjects = new HashSet<>(posts);
    Set<String> wide = new HashSet<>(types);
    types.forEach(type -> wide.add(ofAccount(account, type)));
    subjects.addAll(wide);
    types.forEach(type -> subjects.add(ACCEPTED + type));
    Future<RowSet<Row>> rows =
        pool.preparedQuery(KNOWN)
            .execute(Tuple.of(platform.word(), (Object) subjects.toArray(String[]::new)));
    Future<RowSet<Row>> evidence =
        pool.preparedQuery(EVIDENCE)
            .execute(
                Tuple.of(
                    platform.word(),
                    types.toArray(String[]::new),
                    Times.utc(now.minus(KEPT)),
                    account));
    return Future.all(rows, evidence)
        .map(both -> known(platform, wide, rows.result(), evidence.result(), now))
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("platform", platform.word())
                  .setCause(problem)
                  .log("Refused metrics cannot be looked up; all are asked for");
              return KnownRefusals.NOTHING;
            });
  }

  private KnownRefusals known(
      StudioPlatform platform,
      Set<String> wide,
      RowSet<Row> rows,
      RowSet<Row> evidence,
      Instant now) {
    Set<Refusal> refused = new HashSet<>();
    Set<Refusal> aged = new HashSet<>();
    Set<Refusal> lapsed = new HashSet<>();
    Set<Refusal> accepted = new HashSet<>();
    for (Row row : rows) {
      String subject = row.getString("subject");
      var refusal = new Refusal(subject, row.getString("metric"));
      Instant at = Times.instant(row, "refused_at");
      if (subject.startsWith(ACCEPTED)) {
        if (at.isAfter(now.minus(LATELY))) {
          accepted.add(new Refusal(subject.substring(ACCEPTED.length()), refusal.metric()));
        }
      } else if (!at.isAfter(now.minus(KEPT))) {
        lapsed.add(refusal);
      } else if (wide.contains(subject) && !at.isAfter(now.minus(PROBED))) {
        aged.add(refusal);
      } else {
        refused.add(refusal);
      }
    }
    Map<Refusal, Evidence> of = new HashMap<>();
    for (Row row : evidence) {
      var refusal = new Refusal(row.getString("media_type"), row.getString("metric"));
      of.put(
          refusal,
          new Evidence(
              row.getInteger("posts"), row.getInteger("workspaces"), row.getInteger("own")));
      Instant at = acceptedAt.getIfPresent(key(platform, refusal));
      if (at != null && at.isAfter(now.minus(LATELY))) {
        accepted.add(refusal);
      }
    }
    return new KnownRefusals(refused, aged, lapsed, of, accepted);
  }

  private static String key(StudioPlatform platform, Refusal refusal) {
    return platform.word() + " " + refusal.subject() + " " + refusal.metric();
  }

  /** Whether a post of the type was given the metric recently, as far as this process knows. */
  boolean wasAccepted(StudioPlatform platform, Refusal ofType, Instant now) {
    Instant at = acceptedAt.getIfPresent(key(platform, ofType));
    return at != null && at.isAfter(now.minus(LATELY));
  }

  // Ordered, so that two processes that write the same refusals do not deadlock.
  private static final String REMEMBER =
      """
      insert into studio_capabilities as known (platform, subject, metric, refused_at, since,
        media_type, account_id, said)
      select $1, subject, metric, $4, $4, media_type, account_id, said
      from unnest($2::text[], $3::text[], $5::text[], $6::bigint[], $7::text[])
        as learned (subject, metric, media_type, account_id, said)
      order by subject, metric
      on conflict (platform, subject, metric) do update
      set refused_at = excluded.refused_at, media_type = excluded.media_type,
          account_id = excluded.account_id, said = excluded.said,
          since = coalesce(known.since, known.refused_at)
      """;

  private static final String DISPROVED =
      """
      delete from studio_capabilities known
      using unnest($2::text[], $3::text[]) as wrong (subject, metric)
      where known.platform = $1
        and known.subject = wrong.subject
        and known.metric = wrong.metric
      """;

  // Kept longer than they are valid, so that a repeated refusal keeps its first time.
  private static final String FORGET =
      """
      delete from studio_capabilities
      where refused_at <= $1
      """;

  /**
   * @param disproved refusals that no longer hold
   * @param accepted types that were given a metric just now
   * @param contested those of them with posts that were refused it
   * @return never fails: a refusal that cannot be stored is met again
   */
  Future<Void> remember(
      StudioPlatform platform,
      List<NewRefusal> newRefusals,
      Set<Refusal> disproved,
      Set<Refusal> accepted,
      Set<Refusal> contested,
      Instant now) {
    accepted.forEach(ofType -> acceptedAt.put(key(platform, ofType), now));
    List<NewRefusal> all = new ArrayList<>(newRefusals);
    contested.forEach(
        ofType ->
            all.add(
                new NewRefusal(
                    new Refusal(ACCEPTED + ofType.subject(), ofType.metric()), null, null, "")));
    Future<?> forgotten =
        disproved.isEmpty()
            ? Future.succeededFuture()
            : pool.preparedQuery(DISPROVED)
                .execute(
                    Tuple.of(
                        platform.word(),
                        disproved.stream().map(Refusal::subject).toArray(String[]::new),
                        disproved.stream().map(Refusal::metric).toArray(String[]::new)));
    return forgotten
        .compose(gone -> all.isEmpty() ? Future.succeededFuture() : write(platform, all, now))
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("platform", platform.word())
                  .setCause(problem)
                  .log("Refused metrics cannot be remembered; they will be asked for again");
              return null;
            })
        .mapEmpty();
  }

  private Future<?> write(StudioPlatform platform, List<NewRefusal> newRefusals, Instant now) {
    return pool.preparedQuery(REMEMBER)
        .execute(
            Tuple.of(
                    platform.word(),
                    newRefusals.stream().map(it -> it.refusal().subject()).toArray(String[]::new),
                    newRefusals.stream().map(it -> it.refusal().metric()).toArray(String[]::new),
                    Times.utc(now),
                    newRefusals.stream().map(NewRefusal::type).toArray(String[]::new),
                    newRefusals.stream().map(NewRefusal::account).toArray(Long[]::new))
                .addValue(newRefusals.stream().map(NewRefusal::said).toArray(String[]::new)))
        .compose(
            written ->
                pool.preparedQuery(FORGET)
                    .execute(Tuple.of(Times.utc(now.minus(KEPT.multipliedBy(2))))));
  }
}

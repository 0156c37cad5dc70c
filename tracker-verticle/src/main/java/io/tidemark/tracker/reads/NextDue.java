package io.tidemark.tracker.reads;

/**
 * When the next lot of some zones is due, as a part of a statement.
 *
 * <p>Of zones with few unfinished lots their timers are read, by the lots; of others the timers in
 * the order of their due times, up to the first that is theirs. So neither a busy zone beside a
 * small one nor the busy zone itself makes it read all timers. Zones that are paused or being
 * deleted have no next poll, and may have lots without a timer.
 */
final class NextDue {

  private static final int FEW = 2_000;

  /** Timers that are read in order before those of the lots are. */
  private static final int FIRST = 20_000;

  // "offset 0" keeps the order of the joins: a hash of all lots would be made for one answer. Each
  // zone is looked up by itself: of an array PostgreSQL expects ten, and reads all lots for those.
  private static final String OF_LOTS =
      """
      (
        select min(timer.due_at)
        from unnest(%1$s) zone
        cross join lateral (
          select id
          from twitter_lots
          where zone_id = zone
            and finished_at is null
          offset 0) lot
        cross join lateral (
          select due_at
          from timers
          where kind = 'lot'
            and subject = lot.id
          offset 0) timer)""";

  private static final String IN_ORDER =
      """
      (
        select timer.due_at
        from (
          select subject, due_at
          from timers
          where kind = 'lot'
          order by due_at
          limit %2$d) timer
        cross join lateral (
          select
          from twitter_lots
          where id = timer.subject
            and zone_id = any (%1$s)
          offset 0) lot
        order by timer.due_at
        limit 1)""";

  private static final String SQL =
      """
      case when (
        select coalesce(sum(lots), 0)
        from zone_tallies
        where zone_id = any (%1$s)) <= %2$d
      then %3$s
      else coalesce(%4$s, %3$s)
      end""";

  private static final String ACTIVE =
      "array(select id from zones where id = any (%s) and status = 'active')";

  private NextDue() {}

  /**
   * @param zones an expression of type text[]
   */
  static String sql(String zones) {
    String active = ACTIVE.formatted(zones);
    return SQL.formatted(active, FEW, OF_LOTS.formatted(active), IN_ORDER.formatted(active, FIRST));
  }
}

-- Sums for the overview, so that nobody counts tables that grow for ever to look at them. Triggers append
-- what each statement changed, whoever writes it; the rows of one combination are folded now and then. What
-- a table of sums would be, one row to wait in line for, this is not.
create table tracking_tallies (
  zone_id       text   not null,
  tier          text   not null,
  stop_reason   text,
  tweets        bigint not null,
  polls         bigint not null, -- update_count
  rounds_spared bigint not null
);

create table zone_tallies (
  zone_id    text   not null,
  month      date   not null, -- UTC, of the delivery, the lot's arrival, the reading
  deliveries bigint not null default 0,
  lots       bigint not null default 0, -- unfinished
  readings   bigint not null default 0  -- that the platform was asked for
);

-- Rounds that the cadence would have had when the tweet stopped; none for one that came to its end.
alter table twitter_engagement_tracking
  add column rounds_spared int not null default 0 check (rounds_spared >= 0);

create function month_of(at timestamptz) returns date
  immutable language sql
  return (at at time zone 'UTC')::date - extract(day from at at time zone 'UTC')::int + 1;

insert into tracking_tallies
select lot.zone_id, tracking.tier, tracking.stop_reason, count(*), sum(tracking.update_count),
  coalesce(sum(
    case
      when tracking.stop_reason is null or tracking.stop_reason = 'age_limit' then 0
      when zone.cadence = 'HOURLY_LOT' then
        greatest(0, hours_between(lot.arrived_at, tweet.twitter_created_at + interval '6 hours')
          - hours_between(lot.arrived_at, tracking.stopped_at))
      else
        intervals_between(tracking.stopped_at, 'infinity',
          tweet.twitter_created_at, interval '0', interval '1 hour', interval '10 minutes')
        + intervals_between(tracking.stopped_at, 'infinity',
          tweet.twitter_created_at, interval '1 hour', interval '4 hours', interval '30 minutes')
        + intervals_between(tracking.stopped_at, 'infinity',
          tweet.twitter_created_at, interval '4 hours', interval '12 hours', interval '1 hour')
    end), 0)
from twitter_engagement_tracking tracking
join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
join twitter_lots lot on lot.id = tracking.lot_id
join zones zone on zone.id = lot.zone_id
group by lot.zone_id, tracking.tier, tracking.stop_reason;

drop function hours_between;
drop function intervals_between;

insert into zone_tallies (zone_id, month, deliveries)
select zone_id, month_of(received_at), count(*)
from webhook_deliveries
group by zone_id, month_of(received_at);

insert into zone_tallies (zone_id, month, lots)
select zone_id, month_of(arrived_at), count(*)
from twitter_lots
where finished_at is null
group by zone_id, month_of(arrived_at);

insert into zone_tallies (zone_id, month, readings)
select tweet.zone_id, month_of(history.snapshot_at), count(*)
from twitter_engagement_history history
join twitter_tweets tweet on tweet.id = history.tweet_id
where history.origin in ('poll', 'refresh')
group by tweet.zone_id, month_of(history.snapshot_at);

create function tally_tracking() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into tracking_tallies
    select lot.zone_id, row.tier, row.stop_reason, count(*), sum(row.update_count), sum(row.rounds_spared)
    from after_it row
    join twitter_lots lot on lot.id = row.lot_id
    group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into tracking_tallies
    select lot.zone_id, row.tier, row.stop_reason, -count(*), -sum(row.update_count), -sum(row.rounds_spared)
    from before_it row
    join twitter_lots lot on lot.id = row.lot_id
    group by 1, 2, 3;
  else
    insert into tracking_tallies
    select lot.zone_id, row.tier, row.stop_reason,
      sum(row.sign), sum(row.sign * row.update_count), sum(row.sign * row.rounds_spared)
    from (
      select lot_id, tier, stop_reason, update_count, rounds_spared, 1 as sign from after_it
      union all
      select lot_id, tier, stop_reason, update_count, rounds_spared, -1 from before_it) row
    join twitter_lots lot on lot.id = row.lot_id
    group by 1, 2, 3
    having sum(row.sign) <> 0
      or sum(row.sign * row.update_count) <> 0
      or sum(row.sign * row.rounds_spared) <> 0;
  end if;
  return null;
end $$;

create trigger tally_inserts after insert on twitter_engagement_tracking
  referencing new table as after_it for each statement execute function tally_tracking();
create trigger tally_updates after update on twitter_engagement_tracking
  referencing old table as before_it new table as after_it
  for each statement execute function tally_tracking();
create trigger tally_deletes after delete on twitter_engagement_tracking
  referencing old table as before_it for each statement execute function tally_tracking();

create function tally_deliveries() returns trigger language plpgsql as $$
begin
  insert into zone_tallies (zone_id, month, deliveries)
  select zone_id, month_of(received_at), count(*)
  from after_it
  group by 1, 2;
  return null;
end $$;

create trigger tally_inserts after insert on webhook_deliveries
  referencing new table as after_it for each statement execute function tally_deliveries();

create function tally_lots() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into zone_tallies (zone_id, month, lots)
    select zone_id, month_of(arrived_at), count(*)
    from after_it
    where finished_at is null
    group by 1, 2;
  else
    insert into zone_tallies (zone_id, month, lots)
    select zone_id, month_of(arrived_at), sum(open)
    from (
      select zone_id, arrived_at, 1 as open from after_it where finished_at is null
      union all
      select zone_id, arrived_at, -1 from before_it where finished_at is null) row
    group by 1, 2
    having sum(open) <> 0;
  end if;
  return null;
end $$;

create trigger tally_inserts after insert on twitter_lots
  referencing new table as after_it for each statement execute function tally_lots();
create trigger tally_updates after update on twitter_lots
  referencing old table as before_it new table as after_it
  for each statement execute function tally_lots();

create function tally_readings() returns trigger language plpgsql as $$
begin
  insert into zone_tallies (zone_id, month, readings)
  select tweet.zone_id, month_of(row.snapshot_at), count(*)
  from after_it row
  join twitter_tweets tweet on tweet.id = row.tweet_id
  where row.origin in ('poll', 'refresh')
  group by 1, 2;
  return null;
end $$;

create trigger tally_inserts after insert on twitter_engagement_history
  referencing new table as after_it for each statement execute function tally_readings();

-- Lots that were put back are few among those that wait.
create index twitter_lots_held on twitter_lots (waiting_reason)
  where finished_at is null and waiting_reason is not null;

-- The time of the newest snapshot, so that the figures of a zone can say it. Null in rows of before.
alter table zone_tallies add column captured_at timestamptz;

create or replace function tally_deliveries() returns trigger language plpgsql as $$
begin
  insert into zone_tallies (zone_id, month, deliveries, captured_at)
  select zone_id, month_of(received_at), count(*), max(received_at) filter (where created > 0)
  from after_it
  group by 1, 2;
  return null;
end $$;

-- Keeps the velocity of each tweet's last snapshot that has one, too.
create or replace function tally_readings() returns trigger language plpgsql as $$
begin
  with read as materialized (
    select row.tweet_id, row.snapshot_at, row.origin, row.engagement_velocity, row.doubtful,
      tweet.zone_id, tweet.received_at
    from after_it row
    join twitter_tweets tweet on tweet.id = row.tweet_id
  ), summed as (
    insert into zone_tallies (zone_id, month, readings, captured_at)
    select zone_id, month_of(snapshot_at), count(*) filter (where origin in ('poll', 'refresh')),
      max(snapshot_at) filter (where not doubtful)
    from read
    group by 1, 2
  ), latest as materialized (
    select distinct on (tweet_id) *
    from read
    where engagement_velocity is not null
      and not doubtful
    order by tweet_id, snapshot_at desc
  ), slow as (
    delete from tweet_velocities known
    using latest
    where known.tweet_db_id = latest.tweet_id
      and latest.engagement_velocity <= 0
      and known.at < latest.snapshot_at
  )
  insert into tweet_velocities as known (tweet_db_id, zone_id, received_at, velocity, at)
  select tweet_id, zone_id, received_at, engagement_velocity, snapshot_at
  from latest
  where engagement_velocity > 0
    and received_at > snapshot_at - interval '1 day'
  on conflict (tweet_db_id) do update
  set velocity = excluded.velocity,
      at = excluded.at
  where known.at < excluded.at;
  return null;
end $$;

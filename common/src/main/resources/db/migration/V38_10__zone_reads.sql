-- What is read of zones is kept beside their tweets: see docs/decisions/0027-zone-reads.md.

-- What each statement changed in the counts below, appended by triggers and folded into them every minute.
create table tweet_changes (
  zone_id    text        not null,
  slot       timestamptz not null, -- the quarter of an hour in which the tweets were received
  engagement bigint,               -- null: the row counts arrivals
  tweets     int         not null default 0, -- more or fewer with that engagement
  arrived    int         not null default 0,
  lots       int         not null default 0  -- in which they arrived
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- How many tweets of a zone have which engagement, by the time at which they were received. An edited tweet counts once.
create table engagement_tallies (
  zone_id     text        not null,
  span        text        not null check (span in ('quarter', 'day')), -- each tweet counts in both
  slot        timestamptz not null, -- the begin of the quarter of an hour, of the day (UTC)
  engagements bigint[]    not null, -- in order
  tweets      int[]       not null, -- with each of these
  primary key (zone_id, span, slot)
);

create table arrival_tallies (
  zone_id text        not null,
  slot    timestamptz not null,
  tweets  bigint      not null,
  lots    bigint      not null,
  primary key (zone_id, slot)
) with (fillfactor = 85);

-- Tweets that an earlier version took in are not in these counts: of a zone that is named here, those received before.
create table tallies_begin (
  zone_id text        primary key,
  at      timestamptz not null
);

-- Tweets that grew at their last believed snapshot, which is no older than a day.
create table tweet_velocities (
  tweet_db_id bigint           primary key, -- twitter_tweets.id
  zone_id     text             not null,
  received_at timestamptz      not null,
  velocity    double precision not null, -- above 0
  at          timestamptz      not null  -- the time of the snapshot
) with (fillfactor = 85);
create index tweet_velocities_zone on tweet_velocities (zone_id, velocity desc, tweet_db_id);

create function quarter_of(at timestamptz) returns timestamptz
  immutable language sql
  return date_bin('15 minutes', at, timestamptz '2000-01-01Z');

create function tally_tweets() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into tweet_changes (zone_id, slot, engagement, tweets, arrived, lots)
    with counted as (
      select row.zone_id, row.received_at, row.total_engagement, row.superseded_by
      from after_it row
      left join tallies_begin begun on begun.zone_id = row.zone_id
      where begun.zone_id is null or row.received_at >= begun.at)
    select zone_id, quarter_of(received_at), total_engagement, count(*), 0, 0
    from counted
    where superseded_by is null
    group by 1, 2, 3
    union all
    select zone_id, quarter_of(received_at), null, 0, count(*), count(distinct received_at)
    from counted
    group by 1, 2;
  elsif tg_op = 'DELETE' then
    insert into tweet_changes (zone_id, slot, engagement, tweets)
    select row.zone_id, quarter_of(row.received_at), row.total_engagement, -count(*)
    from before_it row
    left join tallies_begin begun on begun.zone_id = row.zone_id
    where row.superseded_by is null
      and (begun.zone_id is null or row.received_at >= begun.at)
    group by 1, 2, 3;
  else
    insert into tweet_changes (zone_id, slot, engagement, tweets)
    select side.zone_id, quarter_of(side.received_at), side.total_engagement, sum(side.tweets)
    from after_it now
    join before_it was on was.id = now.id
    cross join lateral (values
      (was.zone_id, was.received_at, was.total_engagement, was.superseded_by, -1),
      (now.zone_id, now.received_at, now.total_engagement, now.superseded_by, 1))
      as side (zone_id, received_at, total_engagement, superseded_by, tweets)
    left join tallies_begin begun on begun.zone_id = side.zone_id
    where (now.total_engagement, now.superseded_by is null, now.received_at)
        is distinct from (was.total_engagement, was.superseded_by is null, was.received_at)
      and side.superseded_by is null
      and (begun.zone_id is null or side.received_at >= begun.at)
    group by 1, 2, 3
    having sum(side.tweets) <> 0;
  end if;
  return null;
end $$;

create table zones (
  id         text        primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text        not null check (name <> ''),
  cadence    text        not null check (cadence in ('HOURLY_LOT', 'AGE_TIER')),
  created_at timestamptz not null
);

create table twitter_rules (
  rule_id    text        primary key check (rule_id <> ''),
  zone_id    text        not null references zones,
  tag        text,
  created_at timestamptz not null
);
create index twitter_rules_zone on twitter_rules (zone_id);

-- Deliveries whose rule nobody mapped yet, kept whole as they came.
create table unrouted_deliveries (
  id          bigint      generated always as identity primary key,
  rule_id     text        not null,
  received_at timestamptz not null,
  body        text        not null,
  replayed_at timestamptz,
  problem     text        -- why a replay could not take it; a person looks
);
create index unrouted_deliveries_waiting on unrouted_deliveries (rule_id, id)
  where replayed_at is null;

create table webhook_deliveries (
  id          bigint      generated always as identity primary key,
  zone_id     text        not null references zones,
  rule_id     text        not null,
  received_at timestamptz not null,
  processed   int         not null,
  created     int         not null,
  duplicates  int         not null,
  errors      int         not null
);
create index webhook_deliveries_received on webhook_deliveries using brin (received_at);

create table twitter_profiles (
  id              text        primary key, -- the platform's user id
  user_name       text        not null,
  name            text,
  followers       bigint,
  following       bigint,
  is_verified     boolean,
  profile_picture text,
  description     text,
  location        text,
  updated_at      timestamptz not null
);

create table twitter_tweets (
  id                 bigint      generated always as identity primary key,
  zone_id            text        not null references zones,
  tweet_id           text        not null check (tweet_id ~ '^[0-9]{1,19}$'),
  author_id          text        references twitter_profiles,
  text               text        not null,
  lang               text,
  url                text,
  twitter_created_at timestamptz not null,
  received_at        timestamptz not null,
  retweet_count      bigint,
  reply_count        bigint,
  like_count         bigint,
  quote_count        bigint,
  view_count         bigint,
  bookmark_count     bigint,
  total_engagement   bigint      not null generated always as (
    coalesce(retweet_count, 0) + coalesce(reply_count, 0)
    + coalesce(like_count, 0) + coalesce(quote_count, 0)) stored,
  captured_at        timestamptz not null, -- when the counters were read
  unique (tweet_id, zone_id)
) with (fillfactor = 85);
create index twitter_tweets_zone on twitter_tweets (zone_id, received_at, id);

create table twitter_lots (
  id             bigint      generated always as identity primary key,
  zone_id        text        not null references zones,
  delivery_id    bigint      not null,
  arrived_at     timestamptz not null,
  tweets         int         not null check (tweets > 0),
  waiting_reason text,       -- why the last firing was put back; null when it was not
  finished_at    timestamptz
) with (fillfactor = 85);
create index twitter_lots_unfinished on twitter_lots (zone_id) where finished_at is null;

create table twitter_engagement_tracking (
  tweet_db_id      bigint      primary key references twitter_tweets on delete cascade,
  lot_id           bigint      not null references twitter_lots,
  tier             text        not null check (tier in ('ultra_hot', 'hot', 'warm', 'cold')),
  next_update_at   timestamptz,
  update_count     int         not null default 0, -- the tweet's round: polls answered so far
  last_updated_at  timestamptz,
  last_outcome     text        check (last_outcome in
    ('present', 'gone', 'not_visible', 'absent', 'unknown', 'refused')),
  last_decision    text        check (last_decision in
    ('delta_positive', 'above_threshold', 'ask_again')),
  moved_since_poll boolean     not null default false, -- a reading between polls showed movement
  absent_since     timestamptz,
  stop_reason      text        check (stop_reason in
    ('age_limit', 'no_change_below_threshold', 'deleted', 'private')),
  stopped_at       timestamptz,
  check ((next_update_at is null) = (stop_reason is not null)),
  check ((stopped_at is null) = (stop_reason is null))
) with (fillfactor = 70);
create index twitter_engagement_tracking_active on twitter_engagement_tracking (lot_id)
  where stop_reason is null;

-- One row per reading. Partitioned by day so that retention drops files instead of deleting rows.
-- The key cannot say "one per round" (it must carry the partition's column): update_count in the
-- tracking row does, moved on in the same transaction.
create table twitter_engagement_history (
  tweet_id            bigint           not null, -- twitter_tweets.id
  snapshot_at         timestamptz      not null,
  origin              text             not null check (origin in ('poll', 'webhook', 'refresh')),
  round               int,                       -- of a poll, from 1
  retweet_count       bigint,
  reply_count         bigint,
  like_count          bigint,
  quote_count         bigint,
  view_count          bigint,
  bookmark_count      bigint,
  delta_retweets      bigint,
  delta_replies       bigint,
  delta_likes         bigint,
  delta_quotes        bigint,
  delta_views         bigint,
  engagement_velocity double precision,          -- change of engagement per hour
  primary key (tweet_id, snapshot_at),
  check ((origin = 'poll') = (round is not null))
) partition by range (snapshot_at);

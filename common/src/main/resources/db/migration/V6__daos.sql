-- Accounts whose tweets are swept again and again.
create table daos (
  id             bigint      generated always as identity primary key,
  slug           text        not null unique check (slug ~ '^[a-z0-9][a-z0-9_]{0,40}$'),
  name           text        not null check (name <> ''),
  twitter_handle text        check (twitter_handle ~ '^[A-Za-z0-9_]{1,15}$'),
  x_user_id      text        check (x_user_id ~ '^[0-9]{1,19}$'), -- looked up once for the handle
  enabled        boolean     not null default true,
  swept_at       timestamptz, -- when a sweep last ended well; the longest ago goes first
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  check (x_user_id is null or twitter_handle is not null)
);

create table dao_tweets (
  id                 bigint      generated always as identity primary key,
  dao_id             bigint      not null references daos on delete cascade,
  tweet_id           text        not null check (tweet_id ~ '^[0-9]{1,19}$'),
  text               text        not null,
  twitter_created_at timestamptz not null,
  retweet_count      bigint,
  reply_count        bigint,
  like_count         bigint,
  quote_count        bigint,
  view_count         bigint,
  bookmark_count     bigint,
  total_engagement   bigint      not null generated always as (
    coalesce(retweet_count, 0) + coalesce(reply_count, 0)
    + coalesce(like_count, 0) + coalesce(quote_count, 0)) stored,
  added_at           timestamptz not null,
  captured_at        timestamptz not null, -- when the counters were read
  missing            text        check (missing in ('deleted', 'private')),
  missing_since      timestamptz,
  swept_by           bigint      not null, -- the newest cycle that asked about it; never goes back
  unique (dao_id, tweet_id),
  check ((missing is null) = (missing_since is null))
) with (fillfactor = 85);
create index dao_tweets_window on dao_tweets (dao_id, twitter_created_at);

-- One row per reading, partitioned by day so that retention drops files instead of deleting rows.
create table dao_tweet_snapshots (
  tweet_id            bigint           not null, -- dao_tweets.id
  snapshot_at         timestamptz      not null,
  cycle_id            bigint           not null,
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
  primary key (tweet_id, snapshot_at)
) partition by range (snapshot_at);

create table dao_sync_cycles (
  id             bigint      generated always as identity primary key,
  trigger        text        not null check (trigger in ('scheduled', 'manual')),
  dao_slug       text,       -- the only DAO it covers; null when it covers all
  window_start   timestamptz not null, -- tweets since then; the same after a pod was killed
  started_at     timestamptz not null,
  finished_at    timestamptz,
  status         text        not null check (status in
    ('running', 'waiting', 'completed', 'partial', 'failed', 'budget_exhausted')),
  waiting_until  timestamptz,
  waiting_reason text,
  message        text,       -- how it ended
  requests_used  int         not null default 0 check (requests_used >= 0),
  measured       int         not null default 0, -- readings of tweets that no timeline showed
  check ((finished_at is null) = (status in ('running', 'waiting'))),
  check ((finished_at is null) = (message is null)),
  check ((status = 'waiting') = (waiting_until is not null)),
  check ((status = 'waiting') = (waiting_reason is not null))
) with (fillfactor = 70);
-- One unfinished cycle over all DAOs at a time, and one over each single DAO.
create unique index dao_sync_cycles_unfinished on dao_sync_cycles (coalesce(dao_slug, '*'))
  where finished_at is null;
create index dao_sync_cycles_finished on dao_sync_cycles (finished_at);

-- The turn of each DAO in a cycle: what a killed pod had done, its survivors need not do again.
create table dao_sync_progress (
  cycle_id         bigint      not null references dao_sync_cycles on delete cascade,
  dao_id           bigint      not null references daos on delete cascade,
  position         int         not null,
  status           text        not null default 'pending' check (status in
    ('pending', 'done', 'failed')),
  attempts         int         not null default 0, -- that failed for a reason that may pass
  retry_at         timestamptz,                    -- of the next attempt after such a one
  error            text,
  pages            int         not null default 0,
  next_token       text,                           -- of the timeline's next page
  token_user       text,                           -- whose timeline that is
  tweets_processed int         not null default 0,
  tweets_updated   int         not null default 0,
  tweets_added     int         not null default 0,
  primary key (cycle_id, dao_id),
  unique (cycle_id, position),
  check ((status = 'failed') = (error is not null)),
  check (status = 'pending' or (next_token is null and retry_at is null)),
  check ((next_token is null) = (token_user is null))
) with (fillfactor = 70);
create index dao_sync_progress_dao on dao_sync_progress (dao_id);

create table dao_sync_logs (
  id       bigint      generated always as identity primary key,
  cycle_id bigint,
  dao_slug text,       -- a name, not a reference: the log outlives the DAO
  level    text        not null check (level in ('debug', 'info', 'warn', 'error')),
  message  text        not null,
  data     jsonb       not null default '{}',
  at       timestamptz not null
);
create index dao_sync_logs_cycle on dao_sync_logs (cycle_id);
create index dao_sync_logs_level on dao_sync_logs (level, id);
create index dao_sync_logs_at on dao_sync_logs using brin (at);

create table dao_sync_stats (
  cycle_id         bigint      primary key,
  trigger          text        not null,
  dao_slug         text,
  status           text        not null,
  started_at       timestamptz not null,
  finished_at      timestamptz not null,
  daos_swept       int         not null,
  daos_failed      int         not null,
  tweets_processed int         not null, -- readings
  tweets_updated   int         not null,
  tweets_added     int         not null,
  requests_used    int         not null,
  duration_ms      bigint      not null,
  errors           text[]      not null
);
create index dao_sync_stats_finished on dao_sync_stats (finished_at);

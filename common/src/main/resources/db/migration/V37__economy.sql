-- What adaptive polling knows and does: see docs/decisions/0023-adaptive-cadence.md.

-- Models of growth, learnt nightly. The newest row of a format that a process reads is in force; the model that ships
-- with the product is in force where there is none.
create table growth_models (
  id           bigint      generated always as identity primary key,
  zone_id      text        references zones on delete cascade, -- null: of the whole platform, or of a workspace
  workspace_id text,
  platform     text        not null,
  metric       text        not null default 'engagement',
  format       int         not null,
  curves       int         not null,
  made_at      timestamptz not null,
  model        text        not null
);
create index growth_models_of on growth_models (zone_id, workspace_id, platform, metric, id);

-- Tweets that are polled densely to their horizon, whatever the cadence of their zone. Models are learnt from them, and
-- what the cadence misses is measured on them.
create table sampled_tweets (
  tweet_db_id bigint      primary key references twitter_tweets on delete cascade,
  zone_id     text        not null,
  ends_at     timestamptz not null -- the horizon
);
create index sampled_tweets_zone on sampled_tweets (zone_id, ends_at);

-- The price of a poll in each hour, and what was spent in the hour before it.
create table zone_prices (
  zone_id        text             not null references zones on delete cascade,
  at             timestamptz      not null,
  price          double precision not null,
  tweets         bigint           not null, -- that arrived
  polls          bigint           not null, -- and refreshes that were answered
  sampled_tweets bigint           not null, -- of the tweets
  sampled_polls  bigint           not null, -- of the polls; no price changes them
  usd            double precision not null,
  readings       bigint           not null, -- of the zone until then, from which the polls of the next hour are told
  primary key (zone_id, at)
);

-- What the cadence of a zone missed, by the day (UTC) on which the horizon of the sampled tweets ended.
create table zone_audits (
  zone_id text        not null references zones on delete cascade,
  day     date        not null,
  made_at timestamptz not null,
  audit   jsonb       not null,
  primary key (zone_id, day)
);

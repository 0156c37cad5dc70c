-- The third cadence, and its settings.

-- lock: a row for each zone
alter table zones
  drop constraint zones_cadence_check,
  add constraint zones_cadence_check check (cadence in ('HOURLY_LOT', 'AGE_TIER', 'ADAPTIVE')),
  -- For how long its tweets are followed.
  add column horizon_minutes int not null default 1440
    constraint zones_horizon check (horizon_minutes between 360 and 10080),
  -- What the price of a poll is found for.
  add column goal text not null default 'polls_per_tweet'
    constraint zones_goal check (goal in ('polls_per_tweet', 'usd_per_day', 'error_percent')),
  add column goal_value double precision not null default 3
    constraint zones_goal_value check (goal_value > 0 and goal_value < 'infinity'),
  add column weight text not null default 'balanced'
    constraint zones_weight check (weight in ('each', 'balanced', 'volume')),
  -- The price in force.
  add column poll_price double precision not null default 0.02
    constraint zones_poll_price check (poll_price > 0 and poll_price < 'infinity'),
  -- The wanted percentage of sampled tweets; null: one of ADAPTIVE, none of the others.
  add column sample_percent double precision
    constraint zones_sample_percent check (sample_percent between 0 and 100),
  -- The share of arriving tweets that is sampled now: within the bounds of a day.
  add column sample_share double precision not null default 0
    constraint zones_sample_share check (sample_share between 0 and 1);

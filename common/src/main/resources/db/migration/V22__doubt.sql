-- A rolling upgrade goes on beside long reads: whoever cannot have the lock soon tries again.
set local lock_timeout = '5s';

-- A reading that was not taken at its word: kept, and left out of curves, changes and figures. It is one no
-- more when the next answer says the same.
alter table twitter_engagement_history add column doubtful boolean not null default false;

alter table twitter_engagement_tracking
  -- What the last answer said and when, while last_outcome is 'doubtful'.
  add column doubted jsonb,
  -- The highest number of a round that was triggered from outside and recorded.
  add column triggered_number int not null default 0,
  drop constraint twitter_engagement_tracking_last_outcome_check,
  add constraint twitter_engagement_tracking_last_outcome_check check (last_outcome in
    ('present', 'gone', 'not_visible', 'absent', 'unknown', 'refused', 'doubtful')) not valid;

-- How often in a row a part of the lot could not be written: it rests longer each time.
alter table twitter_lots add column failed_writes int not null default 0;

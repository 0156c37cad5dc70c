alter table twitter_engagement_tracking
  drop constraint twitter_engagement_tracking_stop_reason_check,
  add constraint twitter_engagement_tracking_stop_reason_check check (stop_reason in
    ('age_limit', 'no_change_below_threshold', 'deleted', 'private', 'superseded',
    'not_worth_a_poll')) not valid,
  drop constraint twitter_engagement_tracking_last_decision_check,
  add constraint twitter_engagement_tracking_last_decision_check check (last_decision in
    ('delta_positive', 'above_threshold', 'ask_again', 'refreshed', 'worth_a_poll', 'sampled'))
    not valid,
  -- The engagement that was expected after the last reading of a tweet that stopped as not worth a poll.
  add column expected_growth double precision,
  -- What the next poll is expected to save, in prices of a poll; null where no model says so.
  add column poll_worth double precision,
  -- What brought a stopped tweet back the last time.
  add column revived_by text;

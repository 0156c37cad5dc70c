-- A manual refresh is a round of its own: it moves update_count on like a poll, so that a poll of the
-- same moment finds the row moved and writes nothing.
alter table twitter_engagement_tracking
  drop constraint twitter_engagement_tracking_last_decision_check,
  add constraint twitter_engagement_tracking_last_decision_check check (last_decision in
    ('delta_positive', 'above_threshold', 'ask_again', 'refreshed'));

alter table twitter_engagement_history
  drop constraint twitter_engagement_history_check,
  add constraint twitter_engagement_history_check check ((origin <> 'webhook') = (round is not null));

-- Set while due times that an earlier cadence gave may still stand; by the database's clock.
alter table zones add column cadence_changed_at timestamptz;

alter table twitter_engagement_tracking
  drop constraint twitter_engagement_tracking_stop_reason_check,
  add constraint twitter_engagement_tracking_stop_reason_check check (stop_reason in
    ('age_limit', 'no_change_below_threshold', 'deleted', 'private', 'superseded')) not valid;

alter table twitter_engagement_history
  drop constraint twitter_engagement_history_decision_check,
  add constraint twitter_engagement_history_decision_check check (decision in (
    'delta_positive', 'above_threshold', 'ask_again', 'worth_a_poll', 'sampled',
    'age_limit', 'no_change_below_threshold', 'deleted', 'private', 'not_worth_a_poll')) not valid;

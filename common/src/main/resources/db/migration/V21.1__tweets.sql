alter table twitter_tweets
  -- How the creation time is known; null for older rows.
  add column created_from text,
  -- The row of the version that the tweet was edited into; it is not counted beside that one.
  add column superseded_by bigint;

-- Nothing is read through for them while the table is locked.
alter table twitter_tweets
  add constraint twitter_tweets_created_from check (created_from in ('text', 'id', 'arrival')) not valid,
  add constraint twitter_tweets_created check (
    twitter_created_at >= '2006-03-21Z' and twitter_created_at < 'infinity') not valid;

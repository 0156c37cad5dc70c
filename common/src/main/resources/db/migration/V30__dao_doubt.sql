-- A reading of a DAO's tweet that was not taken at its word: kept, and left out of the latest counters, of
-- changes and figures. It is one no more when the next answer says the same.
alter table dao_tweet_snapshots add column doubtful boolean not null default false;

-- What the last answer said and when, if it was not believed. It counts while it is younger than captured_at.
alter table dao_tweets
  add column doubted    jsonb,
  add column doubted_at timestamptz;

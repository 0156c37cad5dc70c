-- As in twitter_tweets.
alter table dao_tweets add column older_counters jsonb;

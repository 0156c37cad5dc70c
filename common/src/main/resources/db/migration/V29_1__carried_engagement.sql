-- What the counters that a reading lacks were worth when they were given last, so that its engagement can be told:
-- the sum of those it has, and this. Null where it lacks none, and in rows of before.
alter table twitter_engagement_history add column carried_engagement bigint;

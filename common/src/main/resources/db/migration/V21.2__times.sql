-- Times before the first tweet or after the tweet's arrival are none; these two are the nearest there are. A row
-- that breaks the new check could not be updated any more.
update twitter_tweets
set twitter_created_at = greatest('2006-03-21Z'::timestamptz, least(received_at, twitter_created_at))
where twitter_created_at < '2006-03-21Z' or twitter_created_at > received_at;

update dao_tweets
set twitter_created_at = greatest('2006-03-21Z'::timestamptz, least(added_at, twitter_created_at))
where twitter_created_at < '2006-03-21Z' or twitter_created_at > added_at;

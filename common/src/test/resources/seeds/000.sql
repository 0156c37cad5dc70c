SELECT tier, COUNT(*) FROM twitter_engagement_tracking GROUP BY tier;

SELECT COUNT(*) FROM twitter_tweets;

SELECT * FROM twitter_engagement_history ORDER BY snapshot_at DESC LIMIT 10;

SELECT * FROM twitter_engagement_tracking
WHERE next_update_at <= NOW()
ORDER BY next_update_at
LIMIT 100;
